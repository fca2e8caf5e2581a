package org.histloss.evaluation.retrieval;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Products of a block of queries with the whole gallery, a block of it at a time, so that memory is
 * bounded by the block sizes.
 */
final class ScoreScan {

  /** Takes the products of one query with one stretch of the gallery. */
  interface Consumer {
    /**
     * @param query position in the scanned queries
     * @param galleryFrom position in the gallery that {@code scores[0]} belongs to
     * @param scores products, within {@link ItemVectors#bound} of the exact ones; re-used
     * @param count how many of them are valid
     */
    void accept(int query, int galleryFrom, double[] scores, int count);
  }

  private final ItemVectors vectors;
  private final int[] gallery;
  private final int galleryBlock;

  ScoreScan(ItemVectors vectors, int[] galleryRows, int galleryBlock) {
    this.vectors = vectors;
    this.gallery = galleryRows;
    this.galleryBlock = galleryBlock;
  }

  /** Scans the whole gallery for the queries {@code rows[from … to)}, in gallery order. */
  void run(int[] rows, int from, int to, Consumer consumer) {
    INDArray queries = vectors.block(rows, from, to);
    double[] scores = new double[Math.min(galleryBlock, gallery.length)];
    float[] narrow = vectors.dataType() == DataType.FLOAT ? new float[scores.length] : null;
    for (int g = 0; g < gallery.length; g += galleryBlock) {
      int end = Math.min(g + galleryBlock, gallery.length);
      // Column-major [gallery, queries]: each query's products lie together.
      INDArray products =
          Nd4j.createUninitialized(vectors.dataType(), shape(end - g, to - from), 'f');
      Nd4j.gemm(vectors.block(gallery, g, end), queries, products, false, true, 1.0, 0.0);
      for (int q = from; q < to; q++) {
        read(products, (q - from) * (end - g), scores, narrow, end - g);
        consumer.accept(q, g, scores, end - g);
      }
      products.close();
    }
  }

  private static long[] shape(int rows, int columns) {
    return new long[] {rows, columns};
  }

  private static void read(INDArray products, int at, double[] scores, float[] narrow, int count) {
    if (narrow == null) {
      DoubleBuffer buffer = products.data().asNioDouble();
      buffer.get(at, scores, 0, count);
      return;
    }
    FloatBuffer buffer = products.data().asNioFloat();
    buffer.get(at, narrow, 0, count);
    for (int i = 0; i < count; i++) {
      scores[i] = narrow[i];
    }
  }
}
