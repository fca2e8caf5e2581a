package org.histloss.evaluation.embedding;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import scala.Tuple2;

/**
 * Samples on their way to the task that embeds them. Those of one mini-batch that follow each other
 * in a file travel as one record: Spark's handling of a record costs more than a small picture.
 */
final class Fragments {
  /** Large pictures travel by fewer. */
  private static final int MOST_BYTES = 1 << 22;

  private Fragments() {}

  /**
   * Packs samples.
   *
   * @param samples in any order
   * @return fragments of one mini-batch each, with the ordinal of their first sample
   */
  static Iterator<Tuple2<Long, byte[]>> pack(Iterator<StoredSample> samples, MiniBatches batches) {
    return new Iterator<>() {
      private StoredSample next = samples.hasNext() ? samples.next() : null;

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public Tuple2<Long, byte[]> next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        long first = next.ordinal();
        int batch = batches.of(first);
        ByteArrayOutputStream fragment = new ByteArrayOutputStream();
        while (next != null
            && batches.of(next.ordinal()) == batch
            && fragment.size() < MOST_BYTES) {
          append(fragment, next);
          next = samples.hasNext() ? samples.next() : null;
        }
        return new Tuple2<>(first, fragment.toByteArray());
      }
    };
  }

  private static void append(ByteArrayOutputStream fragment, StoredSample sample) {
    byte[] bytes = sample.bytes();
    ByteBuffer head = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
    fragment.writeBytes(head.putLong(sample.ordinal()).putInt(bytes.length).array());
    fragment.writeBytes(bytes);
  }

  /** The samples of fragments, in the order of these. */
  static Iterator<StoredSample> unpack(Iterator<Tuple2<Long, byte[]>> fragments) {
    return new Iterator<>() {
      private Iterator<StoredSample> open = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        return open.hasNext() || fragments.hasNext();
      }

      @Override
      public StoredSample next() {
        if (!open.hasNext()) {
          open = samples(fragments.next()._2());
        }
        return open.next();
      }
    };
  }

  private static Iterator<StoredSample> samples(byte[] fragment) {
    ByteBuffer in = ByteBuffer.wrap(fragment);
    List<StoredSample> samples = new ArrayList<>();
    while (in.hasRemaining()) {
      long ordinal = in.getLong();
      int bytes = in.getInt();
      samples.add(StoredSample.of(ordinal, in.slice(in.position(), bytes)));
      in.position(in.position() + bytes);
    }
    return samples.iterator();
  }
}
