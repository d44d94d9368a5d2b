"""The PyTorch reference's step of LLM-SRec through a frozen language model, asked by lines of JSON: see
bench/languageModel/peerModelStep.ts. Needs `llmsrec` on the path, whose decoder this is; weights, prompts and first
values are Sequitur's own, so that both compute the same loss.

Axes: B prompts, T tokens, d the model's width.
"""
import json, resource, sys, time
from types import SimpleNamespace

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from llmsrec import Block, Llama, mlp, uniformity


class FrozenLlama(Llama):
    """The reference's decoder with weights out of Sequitur's file of frozen weights."""

    def __init__(self, folder):
        nn.Module.__init__(self)
        index = json.load(open(f"{folder}/weights.json"))
        c, tensors = index["config"], index["tensors"]
        flat = np.memmap(f"{folder}/weights.bin", np.float32, "r")
        given = lambda name: torch.from_numpy(np.array(flat[tensors[name]["offset"] // 4 :][: tensors[name]["length"] // 4])).reshape(tensors[name]["shape"])
        theta = c["rotaryFrequencies"][1] ** (-c["headWidth"] / 2)
        self.c = SimpleNamespace(hidden=c["width"], heads=c["heads"], kv=c["keyValueHeads"], hd=c["headWidth"], ffn=c["hiddenWidth"], eps=c["normEpsilon"], theta=theta)
        self.e, self.n = nn.Embedding(*tensors["embedding"]["shape"]), nn.RMSNorm(c["width"], eps=c["normEpsilon"])
        self.b = nn.ModuleList(Block(self.c) for _ in range(c["layers"]))
        parts = dict(n1="attentionNorm", n2="feedForwardNorm", q="query", k="key", v="value", o="output", g="gate", u="up", dn="down")
        self.e.weight.data, self.n.weight.data = given("embedding"), given("norm")
        for i, block in enumerate(self.b):
            for mine, theirs in parts.items():
                getattr(block, mine).weight.data = given(f"layer{i}.{theirs}")
        for parameter in self.parameters():
            parameter.requires_grad_(False)


class Step(nn.Module):
    """What is trained, and the reference's way of reading prompts: padded to the longest of the batch."""

    def __init__(self, q):
        super().__init__()
        self.lm = FrozenLlama(q["folder"])
        d, (hidden, width) = self.lm.c.hidden, dict(q["shapes"])["userHead.outer.weight"]
        self.fI, self.fu, self.fi = mlp(q["itemWidth"], d, d, nn.LeakyReLU()), mlp(d, hidden, width, nn.LeakyReLU()), mlp(d, hidden, width, nn.LeakyReLU())
        self.fcf = mlp(q["teacherWidth"], width, width, nn.GELU())
        self.uo, self.io = nn.Parameter(torch.zeros(d)), nn.Parameter(torch.zeros(d))
        self.scale, self.temperature = q["softTokenScale"], q["temperature"]
        flat, offset, given = np.fromfile(q["parameters"], np.float32), 0, {}
        for name, shape in q["shapes"]:
            size = int(np.prod(shape))
            given[name] = torch.from_numpy(flat[offset : offset + size].reshape(shape).copy())
            offset += size
        with torch.no_grad():
            for mine, theirs in dict(fI="itemMap", fu="userHead", fi="itemHead", fcf="teacherHead").items():
                inner, norm, _, outer = getattr(self, mine)
                inner.weight.copy_(given[f"{theirs}.inner.weight"].T), inner.bias.copy_(given[f"{theirs}.inner.bias"])
                norm.weight.copy_(given[f"{theirs}.norm.gain"]), norm.bias.copy_(given[f"{theirs}.norm.bias"])
                outer.weight.copy_(given[f"{theirs}.outer.weight"].T)
                outer.bias.copy_(given[f"{theirs}.outer.bias"]) if f"{theirs}.outer.bias" in given else outer.bias.zero_()
            self.uo.copy_(given["userOut"][0]), self.io.copy_(given["itemOut"][0])
        vectors = np.fromfile(q["vectors"], np.float32)
        items = q["itemRows"] * q["itemWidth"]
        self.V, self.O = torch.from_numpy(vectors[:items]).view(-1, q["itemWidth"]), torch.from_numpy(vectors[items:]).view(-1, q["teacherWidth"])
        self.users, self.targets = q["userPrompts"], q["itemPrompts"]

    def states(self, prompts, out):
        """Prompts are token ids, -1 - k where the k-th vector's soft token stands; the out-token comes after them."""
        T = max(map(len, prompts)) + 1
        ids, item = torch.zeros(len(prompts), T, dtype=torch.long), torch.zeros(len(prompts), T, dtype=torch.long)
        last = torch.tensor([len(p) for p in prompts])
        for k, p in enumerate(prompts):
            row = torch.tensor(p)
            ids[k, : len(p)], item[k, : len(p)] = row.clamp(min=0), (-row).clamp(min=0)
        soft = self.fI(self.V[item[item > 0] - 1]) * self.scale
        x = self.lm.e(ids).masked_scatter((item > 0)[..., None].expand(-1, -1, self.lm.c.hidden), soft)
        x = torch.where(F.one_hot(last, T).bool()[..., None], out, x)
        return self.lm(x)[torch.arange(len(prompts)), last]

    def loss(self):
        u, v = self.fu(self.states(self.users, self.uo)), self.fi(self.states(self.targets, self.io))
        a, b = F.normalize(u, dim=-1), F.normalize(self.fcf(self.O), dim=-1)
        return F.cross_entropy(u @ v.T / self.temperature, torch.arange(len(v))) + F.mse_loss(a, b) + uniformity(a) + uniformity(b)


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


model = optimizer = None
for line in sys.stdin:
    q = json.loads(line)
    if q["op"] == "open":
        torch.set_num_threads(q["threads"])
        torch.manual_seed(0)
        model = Step(q)
        optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], 1e-4)
        answer = {}
    elif q["op"] == "loss":
        with torch.no_grad():
            answer = {"loss": model.loss().item()}
    elif q["op"] == "step":
        before, used = time.perf_counter(), processor_seconds()
        value = model.loss()
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        answer = {"milliseconds": (time.perf_counter() - before) * 1000, "processorMilliseconds": (processor_seconds() - used) * 1000, "loss": value.item()}
    else:
        answer = {"peakMemoryMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    print(json.dumps(answer), flush=True)
