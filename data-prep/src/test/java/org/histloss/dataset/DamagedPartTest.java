package org.histloss.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Parquet file of the right length that is damaged inside, as a disk leaves it. */
class DamagedPartTest {
  private static final StructType SCHEMA =
      new StructType().add("id", DataTypes.StringType).add("content", DataTypes.BinaryType);

  @TempDir private Path folder;

  private final SparkSession spark = LocalSpark.session();
  private Path part;
  private byte[] bytes;

  @BeforeEach
  void write() throws IOException {
    Path table = folder.resolve("table");
    List<Row> rows = IntStream.range(0, 9000).mapToObj(DamagedPartTest::row).toList();
    spark.createDataFrame(rows, SCHEMA).coalesce(1).write().parquet(table.toString());
    try (var files = Files.list(table)) {
      part = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    bytes = Files.readAllBytes(part);
  }

  private static Row row(int i) {
    return RowFactory.create("s" + i, ("x" + i * 7919L).getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"0.01, 0.5", "0.4, 0.6", "0.01, 0.9", "0.7, 0.8"})
  void damagedPagesNameTheFile(double from, double to) throws IOException {
    for (Random noise : new Random[] {null, new Random(5)}) {
      damage((int) (from * bytes.length), (int) (to * bytes.length), noise);
      assertThat(ended().getMessage())
          .startsWith("Parquet can't be read: file:///")
          .contains(part.getFileName() + ": ")
          .hasLineCount(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"-8, -4", "-400, -8", "-400, -4"})
  void aDamagedFooterIsBadDataWithAWayToTheFile(int from, int to) throws IOException {
    damage(bytes.length + from, bytes.length + to, null);
    assertThat(ended().getMessage())
        .startsWith("Parquet can't be read: ")
        .endsWith(" (training with data.verify = sha256 names the file of a prepared data set)")
        .hasLineCount(1);
  }

  @Test
  void anEndThatIsNoParquetNamesTheFile() throws IOException {
    damage(bytes.length - 4, bytes.length, null);
    assertThat(ended().getMessage())
        .startsWith("Parquet can't be read: file:")
        .contains(part.getFileName() + " is not a Parquet file");
  }

  /** Overwrites the bytes with zeros or noise, without Hadoop's checksum beside the file. */
  private void damage(int from, int to, Random noise) throws IOException {
    byte[] damaged = bytes.clone();
    if (noise == null) {
      Arrays.fill(damaged, from, to, (byte) 0);
    } else {
      byte[] found = new byte[to - from];
      noise.nextBytes(found);
      System.arraycopy(found, 0, damaged, from, found.length);
    }
    Files.deleteIfExists(part.resolveSibling("." + part.getFileName() + ".crc"));
    Files.write(part, damaged);
  }

  private JobException ended() {
    Throwable thrown =
        catchThrowable(
            () -> spark.read().schema(SCHEMA).parquet(part.toString()).toJavaRDD().collect());
    JobException end = JobException.of(thrown);
    assertThat(end).as(String.valueOf(thrown)).isNotNull();
    assertThat(end.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    return end;
  }
}
