"""The PyTorch reference's training step, asked by lines of JSON: see bench/training/peerStep.ts. Needs `sequential` on the path."""
import argparse, json, resource, sys, time

import numpy as np
import torch
import torch.nn.functional as F
from sequential import Model, loss as drawn_loss


def load(model, path, shapes):
    """Parameters as Sequitur names and lays them out: matrices [in, out], positions counted from the newest."""
    flat, offset, given = np.fromfile(path, np.float32), 0, {}
    for name, shape in shapes:
        size = int(np.prod(shape))
        given[name] = torch.from_numpy(flat[offset : offset + size].reshape(shape).copy())
        offset += size
    state = {"e.weight": given["itemEmbeddings"], "p.weight": given["positionEmbeddings"].flip(0)}
    for i in range(len(model.blocks)):
        own = {name.split(".", 1)[1]: value for name, value in given.items() if name.startswith(f"block{i}.")}
        query, key, value = (own[f"{name}.weight"].T for name in ("query", "key", "value"))
        state.update({
            f"blocks.{i}.n1.weight": own["attentionNorm.gain"], f"blocks.{i}.n1.bias": own["attentionNorm.bias"],
            f"blocks.{i}.n2.weight": own["feedForwardNorm.gain"], f"blocks.{i}.n2.bias": own["feedForwardNorm.bias"],
            f"blocks.{i}.attn.in_proj_weight": torch.cat([query, key, value]),
            f"blocks.{i}.attn.in_proj_bias": torch.cat([own["query.bias"], torch.zeros(query.shape[0]), own["value.bias"]]),
            f"blocks.{i}.attn.out_proj.weight": own["output.weight"].T, f"blocks.{i}.attn.out_proj.bias": own["output.bias"],
            f"blocks.{i}.c1.weight": own["inner.weight"].T, f"blocks.{i}.c1.bias": own["inner.bias"],
            f"blocks.{i}.c2.weight": own["outer.weight"].T, f"blocks.{i}.c2.bias": own["outer.bias"],
        })
    state.update({"norm.weight": given["norm.gain"], "norm.bias": given["norm.bias"]})
    model.load_state_dict(state)


def given_loss(model, q):
    """The loss of one batch whose negatives are given, dropout off."""
    model.eval()
    x, y, n = (torch.tensor(q[name]) for name in ("items", "targets", "negatives"))
    with torch.no_grad():
        h = model(x)[y != 0]
        t = y[y != 0]
        if q["loss"] == "binary":
            n = n[y != 0]
            return (F.softplus(-(h * model.e(t)).sum(-1)) + F.softplus((h * model.e(n)).sum(-1))).mean().item()
        if q["loss"] == "softmax":
            return F.cross_entropy(h @ model.e.weight[1:].T, t - 1).item()
        others = (h @ model.e(n).T).masked_fill(n[None] == t[:, None], -1e9)
        scores = torch.cat([(h * model.e(t)).sum(-1, keepdim=True), others], 1)
        return F.cross_entropy(scores, torch.zeros(len(t), dtype=torch.long)).item()


def steps(model, optimizer, q):
    """Trains on random histories; what is timed is what an epoch of the reference does."""
    model.train()
    rng, N, L = np.random.default_rng(q["seed"]), q["itemCount"], q["maxLength"]
    kind = {"binary": "bce", "softmax": "ce", "sampled-softmax": "ss"}[q["loss"]]
    histories = [rng.integers(1, N + 1, (q["batchSize"], L + 1)) for _ in range(q["count"])]
    before, last = time.perf_counter(), 0.0
    for rows in histories:
        x, y = torch.from_numpy(rows[:, :-1].copy()), torch.from_numpy(rows[:, 1:].copy())
        value = drawn_loss(model, x, y, kind, q["negatives"], N)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        last = value.item()
    return {"milliseconds": (time.perf_counter() - before) * 1000 / q["count"], "loss": last}


model = optimizer = None
for line in sys.stdin:
    q = json.loads(line)
    if q["op"] == "open":
        torch.set_num_threads(q["threads"])
        torch.manual_seed(0)
        options = argparse.Namespace(dim=q["width"], maxlen=q["maxLength"], heads=q["heads"], blocks=q["blocks"], dropout=q["dropoutRate"], ff=4, model="sasrec")
        model = Model(q["itemCount"], options)
        optimizer = torch.optim.Adam(model.parameters(), 1e-3, betas=(0.9, 0.98))
        if "parameters" in q:
            load(model, q["parameters"], q["shapes"])
        answer = {}
    elif q["op"] == "loss":
        answer = {"loss": given_loss(model, q)}
    elif q["op"] == "steps":
        answer = steps(model, optimizer, q)
    else:
        answer = {"peakMemoryMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    print(json.dumps(answer), flush=True)
