#!/usr/bin/env python3
"""Times ranking as a careful user of NumPy writes it, on as many embeddings as Market-1501 has: by
sorting each query's row, and by counting what scores higher. Prints seconds and processor seconds,
each beside the same machine's matrix product, as benchmarks/run evaluation does.

Needs NumPy. Threads: OMP_NUM_THREADS and OPENBLAS_NUM_THREADS.
"""
import time

import numpy as np

QUERIES, GALLERY, DIMENSION, IDENTITIES, CAMERAS, NOISE, CHUNK = 3368, 19732, 512, 750, 6, 2.9, 256


def embeddings():
    random = np.random.default_rng(1)
    centres = random.standard_normal((IDENTITIES, DIMENSION), dtype=np.float32)

    def rows(identities):
        noise = random.standard_normal((len(identities), DIMENSION), dtype=np.float32)
        known = np.where(identities < IDENTITIES, identities, 0)
        x = NOISE * noise + centres[known] * (identities < IDENTITIES)[:, None]
        return x / np.linalg.norm(x, axis=1, keepdims=True)

    gallery = np.concatenate([np.arange(13115) % IDENTITIES, IDENTITIES + np.arange(6617)])
    query = np.arange(QUERIES) % IDENTITIES
    cameras = random.integers(CAMERAS, size=GALLERY), random.integers(CAMERAS, size=QUERIES)
    return rows(gallery), rows(query), gallery, query, *cameras


def by_sorting(scores, right, left_out):
    order = np.argsort(-scores, kind="stable")
    order = order[~left_out[order]]
    return np.flatnonzero(right[order])


def by_counting(scores, right, left_out):
    kept = np.where(left_out, -np.inf, scores)
    targets = -np.sort(-scores[right])
    return (kept[None, :] > targets[:, None]).sum(axis=1)


def rank(ranks_of, gallery, query, g_ids, q_ids, g_cameras, q_cameras):
    first, precision = 0, 0.0
    for start in range(0, QUERIES, CHUNK):
        scores = query[start : start + CHUNK] @ gallery.T
        for i, row in enumerate(scores):
            q = start + i
            same = g_ids == q_ids[q]
            left_out = same & (g_cameras == q_cameras[q])
            ranks = ranks_of(row, same & ~left_out, left_out)
            first += ranks[0] == 0
            precision += np.mean(np.arange(1, len(ranks) + 1) / (ranks + 1))
    return first / QUERIES, precision / QUERIES


def products(gallery, query):
    for start in range(0, QUERIES, CHUNK):
        query[start : start + CHUNK] @ gallery.T


def timed(work):
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def main():
    gallery, query, *facts = embeddings()
    products(gallery, query)
    wall, cpu, _ = min(timed(lambda: products(gallery, query)) for _ in range(5))
    print(f"NumPy {np.__version__}, matrix products: {wall:.2f} s, {cpu:.2f} processor seconds")
    for name, ranks_of in (("counting", by_counting), ("sorting", by_sorting)):
        wall, cpu, (first, precision) = timed(lambda: rank(ranks_of, gallery, query, *facts))
        print(
            f"NumPy, {name}: {wall:.2f} s, {cpu:.2f} processor seconds;"
            f" R@1 {first:.4f}, mAP {precision:.4f} (cross-camera)"
        )


if __name__ == "__main__":
    main()
