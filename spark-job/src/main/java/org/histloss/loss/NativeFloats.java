package org.histloss.loss;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A float buffer outside the heap that BLAS and Java both work on; it grows when asked for more and
 * is used again otherwise.
 *
 * <p>Java reads and writes it in runs, by way of heap arrays: loops over those are free of checks
 * and vectorised. A copy costs as much as some hundred numbers, so runs should be long: some {@link
 * #RUN}. At most 2³¹ − 1 numbers.
 */
final class NativeFloats {
  /** Numbers in a run that still lies in the nearest cache: 16 KiB. */
  static final int RUN = 4096;

  private FloatPointer memory;
  private FloatBuffer view;

  /** Makes room for so many numbers; what it held is undefined afterwards. */
  void reserve(long numbers) {
    if (view == null || numbers > view.capacity()) {
      if (memory != null) {
        memory.deallocate();
      }
      memory = new FloatPointer(Math.max(Math.toIntExact(numbers), 1));
      view = memory.asBuffer();
    }
  }

  /** Copies so many numbers to the start of an array. */
  void read(int at, float[] to, int length) {
    view.get(at, to, 0, length);
  }

  /** Copies so many numbers to the middle of an array. */
  void read(int at, float[] to, int start, int length) {
    view.get(at, to, start, length);
  }

  /** Copies so many numbers from the start of an array. */
  void write(int at, float[] from, int length) {
    view.put(at, from, 0, length);
  }

  /** Copies so many numbers from the middle of an array. */
  void write(int at, float[] from, int start, int length) {
    view.put(at, from, start, length);
  }

  /** Sets so many numbers from the start on to 0. */
  void clear(int length) {
    org.bytedeco.javacpp.Pointer.memset(memory, 0, (long) Float.BYTES * length);
  }

  /** The numbers, for BLAS. */
  FloatPointer memory() {
    return memory;
  }

  /** The numbers from an offset on, for BLAS. */
  FloatPointer from(int offset) {
    return offset == 0 ? memory : memory.getPointer(offset);
  }
}
