"""How often slices alone refuse a challenger: the table of 0011-losses-of-slices.md."""

from statistics import NormalDist

LIMIT = -5.0
BELOW = NormalDist().cdf
HALF = NormalDist().inv_cdf(0.975)

print("error  gain  slices  measured  shown")
for error, gain in ((3, 0), (3, 5), (6, 0), (6, 5), (9, 0), (9, 5), (9, 10)):
    measured = BELOW((LIMIT - gain) / error)
    shown = BELOW((min(LIMIT, -HALF * error) - gain) / error)
    for slices in (5, 28):
        refused = [100 * (1 - (1 - chance) ** slices) for chance in (measured, shown)]
        print("%5d  %4d  %6d  %6.0f %%  %3.0f %%" % (error, gain, slices, *refused))
