package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.LocalSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareParquetTest {
  @TempDir Path temporary;
  private Path input;
  private Path output;

  @BeforeEach
  void places() {
    input = temporary.resolve("table [1].parquet");
    output = temporary.resolve("dataset");
  }

  @Test
  void picturesAreTakenFromTheTable() {
    byte[] red = Pictures.plain(Color.RED);
    write(
        "image binary, identity bigint, sample_id string, camera string, more int",
        RowFactory.create(red, 7L, "s1", "c1", 1),
        RowFactory.create(red, 7L, "s2", null, 2),
        RowFactory.create(null, 7L, "s3", null, 2),
        RowFactory.create(red, 7L, "s1", null, 3),
        RowFactory.create(red, 7L, null, null, 3));
    Prepared prepared = Prepared.of("parquet", input, output);
    assertThat(prepared.samples())
        .extracting(
            row -> row.getAs("sample_id") + " " + row.getAs("identity") + " " + row.getAs("camera"))
        .containsExactly("s1 7 c1", "s2 7 null");
    assertThat(prepared.rejects())
        .containsExactly("null: no sample id", "s1: duplicate id", "s3: unreadable picture");
  }

  @Test
  void vectorsMayBeFloatOrDoubleAndHaveOneDimension() {
    write(
        "sample_id string, identity string, features array<double>",
        RowFactory.create("s1", "ann", new Double[] {1.5, 2.5}),
        RowFactory.create("s2", "ann", new Double[] {3.0, 4.0}),
        RowFactory.create("s3", "ann", new Double[] {1.0}),
        RowFactory.create("s4", "ann", new Double[] {1.0, Double.POSITIVE_INFINITY}),
        RowFactory.create("s5", "ann", new Double[] {}),
        RowFactory.create("s6", "ann", null));
    Prepared prepared = Prepared.of("parquet", input, output);
    assertThat(prepared.ids()).containsExactly("s1", "s2");
    assertThat(prepared.samples().get(0).<Float>getList(5)).containsExactly(1.5f, 2.5f);
    assertThat(prepared.manifest().shape().dimension()).isEqualTo(2);
    assertThat(prepared.manifest().rejects())
        .isEqualTo(Map.of("bad features", 3L, "features of another dimension", 1L));
  }

  @Test
  void tablesThatCannotBeUsedAreNamed() {
    write("identity string, image binary", RowFactory.create("ann", new byte[1]));
    refused("must have a column sample_id, has [identity, image]");
    write("sample_id string, identity string", RowFactory.create("s", "ann"));
    refused("either a column image or a column features");
    write("sample_id string, identity string, image string", RowFactory.create("s", "ann", "x"));
    refused("column image is string: must be binary");
  }

  @Test
  void truncatedParquetIsBadData() throws IOException {
    write(
        "sample_id string, identity string, image binary",
        RowFactory.create("s1", "ann", Pictures.plain(Color.RED)),
        RowFactory.create("s2", "ann", Pictures.plain(Color.RED)));
    try (var list = Files.list(input)) {
      for (Path file : list.filter(path -> path.toString().endsWith(".parquet")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));
        Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
      }
    }
    refused("can't be read");
  }

  private void refused(String message) {
    assertThat(Prepared.refused(ExitCode.BAD_DATA, () -> Prepared.of("parquet", input, output)))
        .contains(message);
    Prepared.assertNothingAt(output);
  }

  private void write(String schema, Row... rows) {
    LocalSpark.session()
        .createDataFrame(List.of(rows), StructType.fromDDL(schema))
        .coalesce(1)
        .write()
        .mode("overwrite")
        .parquet(input.toString());
  }
}
