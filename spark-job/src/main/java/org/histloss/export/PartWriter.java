package org.histloss.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.util.SerializableConfiguration;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.embedding.EmbeddedBatch;
import scala.Tuple2;

/**
 * One task's work: writes its embeddings and their samples' names to files of its own.
 *
 * <p>Each attempt of a task has names of its own, and the driver reads the files that the attempt
 * which Spark took names in its result. So what a failed, lost or slower attempt leaves is never
 * read, on any file system, with no rename.
 */
final class PartWriter
    implements FlatMapFunction2<
        Iterator<Tuple2<Long, SampleNames>>, Iterator<EmbeddedBatch>, Part> {
  private static final long serialVersionUID = 1L;

  private final String staging;
  private final SerializableConfiguration hadoop;

  PartWriter(Path staging, Configuration hadoop) {
    this.staging = staging.toString();
    this.hadoop = new SerializableConfiguration(hadoop);
  }

  /**
   * Writes one partition.
   *
   * @param names of its samples, by ordinal, ascending
   * @param batches of the same samples, ascending too
   */
  @Override
  public Iterator<Part> call(
      Iterator<Tuple2<Long, SampleNames>> names, Iterator<EmbeddedBatch> batches)
      throws IOException {
    Path folder = new Path(staging);
    FileSystem fs = folder.getFileSystem(hadoop.value());
    String stem = "part-" + UUID.randomUUID();
    Path vectors = new Path(folder, stem + ".f32");
    Path ids = new Path(folder, stem + ".csv");
    try (OutputStream numbers = fs.create(vectors, false);
        Writer lines =
            new BufferedWriter(
                new OutputStreamWriter(fs.create(ids, false), StandardCharsets.UTF_8))) {
      long rows = 0;
      long zeros = 0;
      long previous = -1;
      while (batches.hasNext()) {
        EmbeddedBatch batch = batches.next();
        for (int i = 0; i < batch.ordinals().length; i++) {
          long ordinal = batch.ordinals()[i];
          lines.write(next(names, ordinal, previous).csv() + "\n");
          previous = ordinal;
          zeros += isZero(batch.embeddings()[i]) ? 1 : 0;
        }
        numbers.write(bytes(batch.embeddings()));
        rows += batch.ordinals().length;
      }
      return List.of(new Part(vectors.toString(), ids.toString(), rows, zeros)).iterator();
    }
  }

  private static SampleNames next(
      Iterator<Tuple2<Long, SampleNames>> names, long ordinal, long previous) {
    SampleNames found = names.next()._2();
    if (ordinal == previous) {
      throw JobException.badData(
          "ordinal %d of sample %s appears twice: must be one sample's", ordinal, found.sampleId());
    }
    if (found.ordinal() != ordinal) {
      throw new IllegalStateException("sample " + found + " stands at ordinal " + ordinal);
    }
    return found;
  }

  private static boolean isZero(float[] row) {
    for (float value : row) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(float[][] rows) {
    ByteBuffer bytes =
        ByteBuffer.allocate(rows.length * rows[0].length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : rows) {
      for (float value : row) {
        bytes.putFloat(value);
      }
    }
    return bytes.array();
  }
}
