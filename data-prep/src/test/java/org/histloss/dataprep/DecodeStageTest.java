package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.histloss.dataprep.source.Candidate;
import org.histloss.dataset.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeStageTest {
  private final LongAccumulator parts = new LongAccumulator();
  private final DecodeStage stage =
      new DecodeStage(
          new SerializableConfiguration(new Configuration()), Prepared.SMALL, true, parts);

  @Test
  void aRowThatIsTooLongIsLeftOut() {
    byte[] tooLong = new byte[(int) DecodeStage.MAX_BYTES + 1];
    assertThat(judged(Candidate.at("table", 1).sample("s", "ann").image(tooLong)))
        .isEqualTo("too large: 67108865 bytes: at most 67108864 are read");
  }

  @Test
  void aPictureOfTooManyPixelsIsLeftOut() {
    byte[] webp = Pictures.webpHeader(3_000, 3_000);
    assertThat(judged(Candidate.at("table", 1).sample("s", "ann").image(webp)))
        .isEqualTo("too large: 9000000 pixels: at most 8000000 are read of webp");
  }

  @Test
  void onlyPartsWithCandidatesAreCounted() {
    stage.call(List.<Row>of().iterator());
    assertThat(parts.value()).isZero();
    stage.call(List.of(withNames(Candidate.at("table", 1).row())).iterator());
    assertThat(parts.value()).isOne();
  }

  @Test
  void eachPartWithCandidatesMakesOneFile(@TempDir java.nio.file.Path temporary)
      throws IOException {
    SparkSession spark = LocalSpark.session();
    LongAccumulator written = spark.sparkContext().longAccumulator();
    DecodeStage counting =
        new DecodeStage(
            new SerializableConfiguration(new Configuration()), Prepared.SMALL, true, written);
    List<Row> rows = LongStream.range(0, 7).mapToObj(i -> Candidate.at("table", i).row()).toList();
    Path folder = new Path(temporary + "/candidates");
    spark
        .createDataFrame(
            JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, 3),
            Candidate.SCHEMA)
        .mapPartitions(counting, Encoders.row(DecodeStage.SCHEMA))
        .write()
        .parquet(folder.toString());
    assertThat(written.value()).isEqualTo(3);
    assertThat(SharedFolder.dataFiles(new Configuration(), folder)).isEqualTo(3);
  }

  private String judged(Candidate candidate) {
    Row row = withNames(candidate.row());
    Row staged = stage.call(List.of(row).iterator()).next();
    assertThat(staged.isNullAt(DecodeStage.SCHEMA.fieldIndex("image"))).isTrue();
    return staged.getString(DecodeStage.SCHEMA.fieldIndex("reason"))
        + ": "
        + staged.getString(DecodeStage.SCHEMA.fieldIndex("detail"));
  }

  private static Row withNames(Row row) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    return new GenericRowWithSchema(values, Candidate.SCHEMA);
  }
}
