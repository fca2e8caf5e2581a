/**
 * Takes results out of the project's own formats: {@link org.histloss.export.EmbedJob} writes the
 * embeddings of a data set as Parquet and as NumPy's {@code .npy}.
 */
package org.histloss.export;
