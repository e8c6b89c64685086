"""A LoRA adapter for the built-in model with random weights: what it says is nonsense, and surely its own."""

import json

import numpy
from safetensors.numpy import save_file

_LAYERS, _HIDDEN, _KEYS, _RANK = 6, 256, 128, 8


def write_adapter(folder):
    """Write the adapter as PEFT does: its configuration and two small matrices for each changed one."""
    random = numpy.random.default_rng(7)
    weights = {}
    for layer in range(_LAYERS):
        for name, size in (("q_proj", _HIDDEN), ("v_proj", _KEYS)):
            stem = f"base_model.model.model.layers.{layer}.self_attn.{name}"
            weights[f"{stem}.lora_A.weight"] = random.normal(size=(_RANK, _HIDDEN)).astype("float32")
            weights[f"{stem}.lora_B.weight"] = random.normal(size=(size, _RANK)).astype("float32")
    save_file(weights, folder / "adapter_model.safetensors")
    configuration = {"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": _RANK, "lora_alpha": _RANK, "bias": "none"}
    configuration["target_modules"] = ["q_proj", "v_proj"]
    (folder / "adapter_config.json").write_text(json.dumps(configuration))
    return folder
