package org.histloss.evaluation;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.DatasetManifest.SplitContents;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.histloss.dataset.ManifestFile;
import org.histloss.dataset.SampleSchema;

/** Small real data sets, and the session that reads them. */
public final class StoredSamples {
  public static final SampleShape SHAPE = new SampleShape(3, 8, 8, 0);

  private final List<Row> rows = new ArrayList<>();

  /** One local session for all tests of this package. */
  public static SparkSession spark() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("evaluation tests")
        .config("spark.ui.enabled", false)
        .config("spark.sql.shuffle.partitions", 3)
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate();
  }

  /** {@code identities} of {@code cameras} pictures each, one pattern an identity, with noise. */
  public static StoredSamples patterned(int identities, int cameras, long seed) {
    StoredSamples samples = new StoredSamples();
    for (int identity = 0; identity < identities; identity++) {
      for (int camera = 0; camera < cameras; camera++) {
        byte[] png = png(seed + identity, 1000 * seed + samples.rows.size());
        samples.add(identity, "camera-" + camera, null, png, null);
      }
    }
    return samples;
  }

  public StoredSamples add(
      int identity, String camera, String role, byte[] png, List<Float> features) {
    long ordinal = rows.size();
    rows.add(
        RowFactory.create(
            "sample-" + ordinal,
            "identity-" + identity,
            camera,
            role,
            png,
            features,
            "made",
            identity,
            ordinal));
    return this;
  }

  /** A row once more, at the end, with another ordinal and another identity's code. */
  public StoredSamples repeat(int row, int identity) {
    Row first = rows.get(row);
    Object[] values = new Object[first.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = first.get(i);
    }
    values[7] = identity;
    values[8] = (long) rows.size();
    rows.add(RowFactory.create(values));
    return this;
  }

  /** The same without the samples of some ordinals, as when these are of another split. */
  public StoredSamples without(LongPredicate left) {
    StoredSamples rest = new StoredSamples();
    rows.stream().filter(row -> !left.test(row.getLong(8))).forEach(rest.rows::add);
    return rest;
  }

  /** A pattern of random colours, each channel's lowest four bits disturbed. */
  public static byte[] png(long patternSeed, long noiseSeed) {
    Random pattern = new Random(patternSeed);
    Random noise = new Random(noiseSeed);
    BufferedImage picture =
        new BufferedImage(SHAPE.width(), SHAPE.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < SHAPE.height(); y++) {
      for (int x = 0; x < SHAPE.width(); x++) {
        picture.setRGB(x, y, pattern.nextInt(0x1000000) ^ (noise.nextInt() & 0x0f0f0f));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  /** The rows in a seeded order, in so many partitions. */
  public Dataset<Row> shuffled(long seed, int partitions) {
    List<Row> order = new ArrayList<>(rows);
    Collections.shuffle(order, new Random(seed));
    return spark().createDataFrame(order, SampleSchema.samples()).repartition(partitions);
  }

  public long[] ordinals() {
    return rows.stream().mapToLong(row -> row.getLong(8)).sorted().toArray();
  }

  /** Writes a data set folder whose only split is {@code test}. */
  public void write(Path folder, SampleShape shape) throws IOException {
    write(folder, shape, 1, 2);
  }

  /** The same with the rows in another order, in so many files. */
  public void write(Path folder, SampleShape shape, long seed, int parts) throws IOException {
    write(folder, shape, "test", seed, parts);
  }

  /** Writes a data set folder whose only split is {@code name}. */
  public void write(Path folder, SampleShape shape, String name, long seed, int parts)
      throws IOException {
    String split = folder + "/samples/split=" + name;
    shuffled(seed, parts).write().parquet(split);
    Configuration conf = spark().sessionState().newHadoopConf();
    List<DataFile> files = new ArrayList<>();
    try (Stream<Path> written = Files.list(Path.of(split))) {
      for (Path part : written.filter(p -> p.toString().endsWith(".parquet")).sorted().toList()) {
        String sha256 = ManifestFile.sha256(conf, new org.apache.hadoop.fs.Path(part.toString()));
        String relative = folder.relativize(part).toString();
        files.add(new DataFile(relative, "samples", name, 0, Files.size(part), sha256));
      }
    }
    int[] codes = rows.stream().mapToInt(row -> row.getInt(7)).distinct().sorted().toArray();
    int[] counts = new int[codes.length];
    SplitContents contents =
        new SplitContents(rows.size(), codes.length, codes.length, codes, counts);
    ManifestFile.publish(
        conf,
        new org.apache.hadoop.fs.Path(folder.toString()),
        new DatasetManifest(
            SampleSchema.VERSION,
            "version",
            null,
            shape,
            new SplitRule(0, 0, 1, 1),
            Map.of(name, contents),
            Map.of(),
            Map.of(),
            "source",
            files));
  }
}
