#!/usr/bin/env python3
"""Times the Histogram Loss as a careful user of PyTorch writes it: every pair once, two scatters a
histogram, gradients by autograd. Prints one line a size, with the same machine's two matrix
products beside it, as benchmarks/run loss does.

Needs PyTorch (Debian: python3-torch). Threads: OMP_NUM_THREADS and OPENBLAS_NUM_THREADS.
"""
import statistics
import sys
import time

import torch


def histogram_loss(x, codes, upper, bins):
    unit = torch.nn.functional.normalize(x)
    s = (unit @ unit.T)[upper].clamp(-1, 1)
    match = (codes[:, None] == codes[None, :])[upper]
    place = (s + 1) * (bins / 2)
    k = place.detach().long().clamp(max=bins - 1)
    share = place - k

    # Both signs in one table, the positive pairs' half behind the negative pairs'.
    node = k + match * (bins + 1)
    counts = torch.zeros(2 * (bins + 1))
    counts = counts.scatter_add(0, node, 1 - share).scatter_add(0, node + 1, share)
    positives = match.sum()
    negative = counts[: bins + 1] / (len(k) - positives)
    positive = counts[bins + 1 :] / positives
    return (negative * positive.cumsum(0)).sum()


def medians(n, d, bins=200, rounds=15):
    torch.manual_seed(1)
    x = torch.randn(n, d, requires_grad=True)
    codes = torch.arange(n) // 4
    i, j = torch.triu_indices(n, n, 1)
    g = torch.randn(n, n)
    plain = x.detach()
    loss_seconds, floor_seconds = [], []
    for round_number in range(rounds + 3):
        start = time.perf_counter()
        x.grad = None
        histogram_loss(x, codes, (i, j), bins).backward()
        between = time.perf_counter()
        plain @ plain.T
        g @ plain
        end = time.perf_counter()
        if round_number >= 3:
            loss_seconds.append(between - start)
            floor_seconds.append(end - between)
    ratio = statistics.median(a / b for a, b in zip(loss_seconds, floor_seconds))
    return statistics.median(loss_seconds), statistics.median(floor_seconds), ratio


def main():
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads")
    print("| N | D | loss + gradient ms | floor ms | ratio |")
    print("|---|---|---|---|---|")
    lines = []
    for d in (128, 512):
        for n in (128, 256, 512, 1024, 2048):
            loss, floor, ratio = medians(n, d)
            print(f"| {n} | {d} | {1e3 * loss:.3f} | {1e3 * floor:.3f} | {ratio:.2f} |", flush=True)
            lines.append(f"RATIO pytorch:N={n}:D={d}:threads={torch.get_num_threads()} {ratio:.3f}"
                         " (loss + gradient by autograd over the two matrix products)")
    print("\n".join(lines))


main()
