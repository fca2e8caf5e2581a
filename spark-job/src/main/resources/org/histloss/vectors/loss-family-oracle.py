#!/usr/bin/env python3
"""Golden numbers for the loss family: writes loss-family.json beside this file.

Every loss is written down here from its definition, without gradients and without sharing a line
with the Java code; gradients are central differences of the value with respect to the raw rows. A
case is kept only where differences of two step lengths agree, so no kink lies near.

    python3 loss-family-oracle.py            writes loss-family.json
    python3 loss-family-oracle.py --check    compares with the file that is there
"""
import json
import math
import os
import sys

import numpy as np


def similarities(x):
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    return unit @ unit.T


def split(s, labels):
    n = len(labels)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    pos = np.array([s[i, j] for i, j in pairs if labels[i] == labels[j]])
    neg = np.array([s[i, j] for i, j in pairs if labels[i] != labels[j]])
    return pos, neg


def nodes(bins):
    return np.array([-1 + 2 * k / bins for k in range(bins + 1)])


def soft(values, bins):
    t = nodes(bins)
    delta = 2 / bins
    return np.maximum(0, 1 - np.abs(values[:, None] - t[None, :]) / delta).sum(axis=0) / len(values)


def histograms(s, labels, bins):
    pos, neg = split(s, labels)
    return soft(pos, bins), soft(neg, bins), len(neg)


def quadratic(u):
    def loss(s, labels, bins, **options):
        hp, hn, _ = histograms(s, labels, bins)
        t = nodes(bins)
        return sum(hp[q] * u(t[q], t[r], **options) * hn[r]
                   for q in range(bins + 1) for r in range(bins + 1))
    return loss


def tail(psi):
    def loss(s, labels, bins, **options):
        hp, hn, m = histograms(s, labels, bins)
        return sum(hp[q] * psi(hn[q:].sum(), m, **options) for q in range(bins + 1))
    return loss


def label_noise(s, labels, bins, p):
    hp, hn, _ = histograms(s, labels, bins)
    # The two observed mixtures solved for the true histograms, then the plain loss of those.
    gp = ((1 - p) * hp - p * hn) / (1 - 2 * p)
    gn = ((1 - p) * hn - p * hp) / (1 - 2 * p)
    return sum(gn[r] * gp[: r + 1].sum() for r in range(bins + 1))


def beta(s, labels, bins):
    width = 1 / bins
    y = [min(max((t + 1) / 2, width / 4), 1 - width / 4) for t in nodes(bins)]

    def density(values):
        v = (values + 1) / 2
        m = v.mean()
        c = m * (1 - m) / v.var() - 1
        a, b = m * c, (1 - m) * c
        norm = math.gamma(a) * math.gamma(b) / math.gamma(a + b)
        return np.array([width * z ** (a - 1) * (1 - z) ** (b - 1) / norm for z in y])

    pos, neg = split(s, labels)
    dp, dn = density(pos), density(neg)
    return sum(dn[r] * dp[: r + 1].sum() for r in range(bins + 1))


def adaptive(cuts, psi):
    t = np.array([-1 + c / 1000 for c in cuts])

    def counts(values):
        h = np.zeros(len(t))
        for s in values:
            k = max(q for q in range(len(t) - 1) if t[q] <= s)
            h[k] += (t[k + 1] - s) / (t[k + 1] - t[k]) / len(values)
            h[k + 1] += (s - t[k]) / (t[k + 1] - t[k]) / len(values)
        return h

    def loss(s, labels):
        pos, neg = split(s, labels)
        hp, hn = counts(pos), counts(neg)
        return sum(hp[q] * psi(hn[q:].sum()) for q in range(len(t)))
    return loss


def binomial_deviance(s, labels, alpha, beta_, cost):
    pos, neg = split(s, labels)
    return (np.mean(np.log(np.exp(-alpha * (pos - beta_)) + 1))
            + np.mean(np.log(np.exp(alpha * cost * (neg - beta_)) + 1)))


def distances(s):
    return np.sqrt(np.maximum(2 - 2 * s, 0))


def lifted(s, labels, margin):
    d = distances(s)
    n = len(labels)
    total, positives = 0.0, 0
    for i in range(n):
        for j in range(i + 1, n):
            if labels[i] == labels[j]:
                positives += 1
                away = sum(math.exp(margin - d[i, k]) for k in range(n) if labels[k] != labels[i])
                away += sum(math.exp(margin - d[j, k]) for k in range(n) if labels[k] != labels[j])
                total += max(0.0, d[i, j] + math.log(away)) ** 2
    return total / (2 * positives)


def triplet(s, labels, margin):
    d2 = 2 - 2 * s
    n = len(labels)
    costs = [d2[a, p] - d2[a, q] + margin
             for a in range(n) for p in range(n) for q in range(n)
             if a != p and labels[a] == labels[p] and labels[a] != labels[q]
             and d2[a, p] < d2[a, q] < d2[a, p] + margin]
    return sum(costs) / len(costs) if costs else 0.0


def contrastive(s, labels, margin):
    pos, neg = split(s, labels)
    return (0.5 * np.mean(2 - 2 * pos)
            + 0.5 * np.mean(np.maximum(0, margin - np.sqrt(2 - 2 * neg)) ** 2))


def fast_ap(s, labels, bins):
    n = len(labels)
    t = np.array([4 * k / bins for k in range(bins + 1)])
    delta = 4 / bins
    scores = []
    for q in range(n):
        hp = np.zeros(bins + 1)
        h = np.zeros(bins + 1)
        for j in range(n):
            if j != q:
                w = np.maximum(0, 1 - np.abs(2 - 2 * s[q, j] - t) / delta)
                h += w
                hp += w if labels[j] == labels[q] else 0
        if hp.sum() > 0:
            up, all_ = np.cumsum(hp), np.cumsum(h)
            scores.append(sum(hp[k] * up[k] / all_[k] for k in range(bins + 1) if all_[k] > 0)
                          / hp.sum())
    return 1 - np.mean(scores)


def multi_similarity(s, labels, alpha, beta_, base, margin):
    n = len(labels)
    total = 0.0
    for i in range(n):
        pos = [s[i, j] for j in range(n) if j != i and labels[j] == labels[i]]
        neg = [s[i, j] for j in range(n) if labels[j] != labels[i]]
        if pos and neg:
            kept_neg = [v for v in neg if v > min(pos) - margin]
            kept_pos = [v for v in pos if v < max(neg) + margin]
            total += math.log(1 + sum(math.exp(-alpha * (v - base)) for v in kept_pos)) / alpha
            total += math.log(1 + sum(math.exp(beta_ * (v - base)) for v in kept_neg)) / beta_
    return total / n


# Uneven nodes, in thousandths above -1.
CUTS = [0, 311, 640, 641, 905, 1003, 1180, 1437, 1700, 1950, 2000]

LOSSES = [
    ({"variant": "linear", "margin": 0.1},
     lambda s, l: quadratic(lambda tq, tr, m: max(0.0, m - tq + tr))(s, l, 10, m=0.1)),
    ({"variant": "exponential", "margin": 0.2, "steepness": 5.0},
     lambda s, l: quadratic(lambda tq, tr, m, a: math.log(1 + math.exp(a * (m + tr - tq))))(
         s, l, 10, m=0.2, a=5.0)),
    ({"variant": "partial-auc", "tail-share": 0.3},
     lambda s, l: tail(lambda t, m: min(t / 0.3, 1.0))(s, l, 10)),
    ({"variant": "log-rank"}, lambda s, l: tail(lambda t, m: math.log(1 + m * t))(s, l, 10)),
    ({"variant": "first-rank", "tail-gallery": 20},
     lambda s, l: tail(lambda t, m: 1 - (1 - min(t, 1.0)) ** 20)(s, l, 10)),
    ({"variant": "label-noise", "label-noise": 0.15}, lambda s, l: label_noise(s, l, 10, 0.15)),
    ({"variant": "beta"}, lambda s, l: beta(s, l, 10)),
    ({"nodes": "quantiles", "cuts": CUTS}, adaptive(CUTS, lambda t: t)),
    ({"nodes": "balanced-quantiles", "variant": "partial-auc", "tail-share": 0.3, "cuts": CUTS},
     adaptive(CUTS, lambda t: min(t / 0.3, 1.0))),
    ({"name": "binomial-deviance", "binomial-deviance.steepness": 2.0,
      "binomial-deviance.centre": 0.5, "binomial-deviance.cost": 10.0},
     lambda s, l: binomial_deviance(s, l, 2.0, 0.5, 10.0)),
    ({"name": "lifted-structure", "lifted-structure.margin": 1.0}, lambda s, l: lifted(s, l, 1.0)),
    ({"name": "triplet", "triplet.margin": 0.4}, lambda s, l: triplet(s, l, 0.4)),
    ({"name": "contrastive", "contrastive.margin": 1.2}, lambda s, l: contrastive(s, l, 1.2)),
    ({"name": "fast-ap", "fast-ap.bins": 10}, lambda s, l: fast_ap(s, l, 10)),
    ({"name": "multi-similarity", "multi-similarity.positive-steepness": 2.0,
      "multi-similarity.negative-steepness": 50.0, "multi-similarity.base": 0.5,
      "multi-similarity.margin": 0.1},
     lambda s, l: multi_similarity(s, l, 2.0, 50.0, 0.5, 0.1)),
]

# Identities of the rows, and how strongly rows of one identity resemble each other.
BATCHES = [([0, 0, 0, 1, 1, 1, 2, 2, 2], 0.0), ([0, 1, 0, 1, 2, 3, 3, 2, 0, 4], 1.0),
           ([7, 7, 7, 7, -3, -3, -3, -3, 5, 5, 5, 5], 2.0)]


def rows(labels, likeness, seed):
    rng = np.random.default_rng(seed)
    centre = {label: rng.normal(size=5) for label in sorted(set(labels))}
    scale = rng.uniform(0.3, 3, size=(len(labels), 1))
    return scale * np.array([likeness * centre[label] + rng.normal(size=5) for label in labels])


def gradient(value, x, step):
    g = np.zeros_like(x)
    for i in range(x.shape[0]):
        for c in range(x.shape[1]):
            above, below = x.copy(), x.copy()
            above[i, c] += step
            below[i, c] -= step
            g[i, c] = (value(above) - value(below)) / (2 * step)
    return g


def cases():
    for settings, loss in LOSSES:
        for number, (labels, likeness) in enumerate(BATCHES):
            for seed in range(1, 200):
                x = rows(labels, likeness, 100 * number + seed)
                value = lambda z: float(loss(similarities(z), labels))
                wide, narrow = gradient(value, x, 4e-6), gradient(value, x, 1e-6)
                if np.abs(wide - narrow).max() < 2e-9 and np.abs(narrow).max() > 1e-4:
                    yield {"settings": {"bins": "10", **{k: str(v) for k, v in settings.items()
                                                   if k != "cuts"}},
                           "cuts": settings.get("cuts"),
                           "labels": labels, "x": x.tolist(), "loss": value(x),
                           "gradient": narrow.tolist()}
                    break
            else:
                raise SystemExit(f"no smooth batch found for {settings}")


def main():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "loss-family.json")
    made = {"cases": list(cases())}
    if "--check" in sys.argv:
        stored = json.load(open(path))
        worst = max(abs(a["loss"] - b["loss"]) for a, b in zip(made["cases"], stored["cases"]))
        same = len(made["cases"]) == len(stored["cases"]) and worst < 1e-12
        print("agrees" if same else f"differs: {worst}")
        raise SystemExit(0 if same else 1)
    with open(path, "w") as out:
        out.write('{"cases": [\n')
        out.write(",\n".join(json.dumps(case) for case in made["cases"]))
        out.write("\n]}\n")
    print(len(made["cases"]), "cases")


main()
