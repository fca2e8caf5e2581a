package org.histloss.export;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/** One partition's rows of the table: its samples' names beside the numbers of its part. */
final class StoredRows implements Iterator<Row> {
  private static final int BUFFER = 1 << 16;

  private final Iterator<Tuple2<Long, SampleNames>> samples;
  private final DataInputStream numbers;
  private final byte[] row;

  /** Opens the part; it is closed at the end of the task. */
  StoredRows(
      Iterator<Tuple2<Long, SampleNames>> samples, Part part, int dimension, Configuration hadoop)
      throws IOException {
    Path file = new Path(part.vectors());
    this.samples = samples;
    this.row = new byte[dimension * Float.BYTES];
    this.numbers =
        new DataInputStream(new BufferedInputStream(file.getFileSystem(hadoop).open(file), BUFFER));
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close());
  }

  @Override
  public boolean hasNext() {
    return samples.hasNext();
  }

  @Override
  public Row next() {
    SampleNames sample = samples.next()._2();
    try {
      numbers.readFully(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    float[] embedding = new float[row.length / Float.BYTES];
    ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(embedding);
    return RowFactory.create(sample.sampleId(), sample.identity(), sample.camera(), embedding);
  }

  private void close() {
    try {
      numbers.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
