package org.histloss.evaluation.retrieval;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The numbers of a matrix, read a row at a time and by any number of threads. */
final class RowStore {
  /** Numbers in one buffer: Java's buffers end at 2³¹ bytes. */
  private static final int BUFFER = 1 << 27;

  /** Held so that its memory stays. */
  private final INDArray rows;

  private final int dimension;
  private final int rowsPerBuffer;
  private final FloatBuffer[] floats;
  private final DoubleBuffer[] doubles;

  /** Reads {@code rows}, [n, d] FLOAT or DOUBLE, row after row in one stretch of memory. */
  RowStore(INDArray rows) {
    this.rows = rows;
    this.dimension = (int) rows.columns();
    this.rowsPerBuffer = Math.max(1, BUFFER / dimension);
    int buffers = (int) ((rows.rows() + rowsPerBuffer - 1) / rowsPerBuffer);
    boolean single = rows.dataType() == DataType.FLOAT;
    this.floats = single ? new FloatBuffer[buffers] : null;
    this.doubles = single ? null : new DoubleBuffer[buffers];
    for (int i = 0; i < buffers; i++) {
      long from = (long) i * rowsPerBuffer * dimension;
      long to = Math.min(from + (long) rowsPerBuffer * dimension, rows.length());
      if (single) {
        FloatPointer pointer = new FloatPointer(rows.data().pointer());
        floats[i] = pointer.position(from).limit(to).asBuffer();
      } else {
        DoublePointer pointer = new DoublePointer(rows.data().pointer());
        doubles[i] = pointer.position(from).limit(to).asBuffer();
      }
    }
  }

  /** Whether the numbers are FLOAT. */
  boolean single() {
    return rows.dataType() == DataType.FLOAT;
  }

  /** Copies a row of FLOAT numbers, [d]. */
  void read(int row, float[] into) {
    floats[row / rowsPerBuffer].get(row % rowsPerBuffer * dimension, into, 0, dimension);
  }

  /** Copies a row, [d]. */
  void read(int row, double[] into) {
    if (doubles != null) {
      doubles[row / rowsPerBuffer].get(row % rowsPerBuffer * dimension, into, 0, dimension);
      return;
    }
    float[] narrow = new float[dimension];
    read(row, narrow);
    for (int i = 0; i < dimension; i++) {
      into[i] = narrow[i];
    }
  }

  /**
   * Copies rows of {@code from} into the matrix {@code to}, [rows, d] as the constructor has it.
   */
  static void copy(RowStore from, int[] rows, INDArray to) {
    RowStore target = new RowStore(to);
    for (int i = 0; i < rows.length; i++) {
      int at = rows[i] % from.rowsPerBuffer * from.dimension;
      int into = i % target.rowsPerBuffer * from.dimension;
      if (from.single()) {
        target.floats[i / target.rowsPerBuffer].put(
            into, from.floats[rows[i] / from.rowsPerBuffer], at, from.dimension);
      } else {
        target.doubles[i / target.rowsPerBuffer].put(
            into, from.doubles[rows[i] / from.rowsPerBuffer], at, from.dimension);
      }
    }
  }
}
