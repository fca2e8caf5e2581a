package org.histloss.evaluation.retrieval;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The scores of some queries with a part of the gallery, by one matrix product; each within {@link
 * ItemVectors#bound} of the exact similarity.
 */
final class ScoreTile implements AutoCloseable {
  private final Scratch scratch;
  private final INDArray room;
  private final int first;
  private final int size;
  private final FloatBuffer floats;
  private final DoubleBuffer doubles;

  private ScoreTile(Scratch scratch, INDArray room, int first, int size) {
    this.scratch = scratch;
    this.room = room;
    this.first = first;
    this.size = size;
    boolean single = room.dataType() == DataType.FLOAT;
    this.floats = single ? room.data().asNioFloat() : null;
    this.doubles = single ? null : room.data().asNioDouble();
  }

  /** The similarities of the queries {@code from … to − 1} of a block with a part. */
  static ScoreTile of(RetrievalItems queries, int from, int to, GalleryPart part) {
    return of(queries, from, to, part, 1);
  }

  /** The same, each similarity times {@code scale}. */
  static ScoreTile of(RetrievalItems queries, int from, int to, GalleryPart part, double scale) {
    INDArray rows = queries.vectors().block(range(from, to));
    INDArray room = part.scratch().take(rows.dataType(), (long) part.size() * (to - from));
    // Column-major [gallery, queries]: each query's scores lie together.
    INDArray products = columns(room, part.size(), to - from);
    Nd4j.gemm(part.matrix(), rows, products, false, true, scale, 0.0);
    return new ScoreTile(part.scratch(), room, from, part.size());
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  /** A column-major matrix at the start of some room. */
  static INDArray columns(INDArray room, long rows, long columns) {
    return Nd4j.create(
        room.data(), new long[] {rows, columns}, new long[] {1, rows}, 0, 'f', room.dataType());
  }

  /** Copies a query's scores, one for each of the part's rows. */
  void read(int query, float[] scores) {
    int at = (query - first) * size;
    if (floats != null) {
      floats.get(at, scores, 0, size);
      return;
    }
    for (int i = 0; i < size; i++) {
      scores[i] = (float) doubles.get(at + i);
    }
  }

  /** Gives the room back. */
  @Override
  public void close() {
    scratch.give(room);
  }
}
