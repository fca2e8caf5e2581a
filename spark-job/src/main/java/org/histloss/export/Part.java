package org.histloss.export;

import java.io.Serializable;

/**
 * What one task wrote: a stretch of the rows, in ordinal order.
 *
 * @param vectors file of the numbers, little-endian floats, row after row
 * @param ids file of the rows' lines of {@code ids.csv}
 * @param rows how many
 * @param zeros rows of zeros alone
 */
record Part(String vectors, String ids, long rows, long zeros) implements Serializable {}
