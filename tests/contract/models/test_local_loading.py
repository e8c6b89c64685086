"""What is not a model is said to be none, at once, with a hint; nothing that comes with a model is run."""

import json
import shutil
import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file, save_file

from orchestrator.adapters.models.local import LocalModel
from orchestrator.domain.errors import ModelUnavailable


async def refusal(source):
    with pytest.raises(ModelUnavailable) as caught:
        await LocalModel.load(str(source))
    return caught.value


async def test_a_model_says_its_folder_and_context(chat):
    assert chat.info.name == "tiny-chat"
    assert chat.info.context_tokens == 512
    assert chat.info.structured_output
    assert chat.info.concurrency == 32


async def test_a_folder_that_is_not_there(tmp_path):
    error = await refusal(tmp_path / "nowhere")
    assert error.message == f"there is no folder {tmp_path / 'nowhere'}"
    assert "Qwen/Qwen3-0.6B" in error.hint


async def test_a_folder_without_a_model(tmp_path):
    error = await refusal(tmp_path)
    assert error.message.startswith(f"{tmp_path} cannot be loaded: ")
    assert "config.json" in error.hint


async def test_weights_that_are_missing_are_not_made_up(chat_folder, tmp_path):
    folder = shutil.copytree(chat_folder, tmp_path / "partial")
    weights = load_file(folder / "model.safetensors")
    del weights["model.layers.1.mlp.up_proj.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    error = await refusal(folder)
    assert error.message == f"{folder} lacks weights: model.layers.1.mlp.up_proj.weight"


async def test_pickled_weights_are_not_read(chat_folder, tmp_path):
    folder = shutil.copytree(chat_folder, tmp_path / "pickled")
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    error = await refusal(folder)
    assert "safetensors" in error.message


async def test_code_that_comes_with_a_model_is_not_run(chat_folder, tmp_path):
    folder = shutil.copytree(chat_folder, tmp_path / "custom")
    marker = tmp_path / "ran"
    (folder / "own.py").write_text(f"open({str(marker)!r}, 'w')\nclass Own: pass\n")
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Own", "AutoModelForCausalLM": "own.Own"}}
    (folder / "config.json").write_text(json.dumps(config))
    await refusal(folder)
    assert not marker.exists()


def test_without_the_extra_the_error_says_what_to_install(chat_folder):
    program = (
        "import sys, asyncio\n"
        "from orchestrator.adapters.models.local import LocalModel\n"
        "assert not {'torch', 'transformers', 'xgrammar'} & set(sys.modules), 'imported before a model is loaded'\n"
        "sys.modules['torch'] = None\n"  # how Python is told that a module cannot be imported
        "from orchestrator.domain.errors import ModelUnavailable\n"
        "try:\n"
        f"    asyncio.run(LocalModel.load({str(chat_folder)!r}))\n"
        "except ModelUnavailable as error:\n"
        "    print(error.hint)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "pip install 'inkloom[local]'\n"


def test_loading_and_answering_print_nothing(chat_folder):
    program = (
        "import asyncio\n"
        "from orchestrator.adapters.models.local import LocalModel\n"
        "from tests.support.requests import ask\n"
        "async def main():\n"
        f"    model = await LocalModel.load({str(chat_folder)!r})\n"
        "    await asyncio.gather(*(model.generate(ask(max_tokens=5, **kind)) for kind in ({}, {'beams': 2})))\n"
        "    await model.aclose()\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
