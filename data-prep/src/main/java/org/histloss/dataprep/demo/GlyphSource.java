package org.histloss.dataprep.demo;

import java.awt.Font;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataprep.source.Candidate;
import org.histloss.dataprep.source.Listing;
import org.histloss.dataprep.source.SampleSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Glyph-32: identities are characters, cameras are 32 font faces that come with the application.
 *
 * <p>Characters that look alike (A, Α, А) are one identity, named after and drawn as the smallest
 * of them. Pictures are degraded, see {@link GlyphPainter}.
 */
public final class GlyphSource implements SampleSource {
  private static final Logger LOG = LoggerFactory.getLogger(GlyphSource.class);
  private static final int LEAST_SIDE = 64;
  private static final int LOOK_SIDE = 48;
  private static final int CHARACTERS_A_SLICE = 40;

  private final long seed;
  private final int side;
  private final int[] characters;

  /**
   * All characters that the faces share.
   *
   * @param seed of the degradation
   * @param side the larger side of the pictures to be made; glyphs are drawn at a multiple of it
   */
  public GlyphSource(long seed, int side) {
    this(seed, side, null);
  }

  /** Some characters only, ascending. */
  GlyphSource(long seed, int side, int[] characters) {
    this.seed = seed;
    this.side = side * ((LEAST_SIDE + side - 1) / side);
    this.characters = characters == null ? null : characters.clone();
  }

  @Override
  public String name() {
    return "glyphs";
  }

  @Override
  public Listing list(SparkSession spark) {
    List<String> faces = GlyphFaces.all();
    int[] points =
        characters != null
            ? characters
            : GlyphCharacters.shownByAll(faces.stream().map(GlyphFaces::load).toList());
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<long[]> looks =
        context.parallelize(faces, faces.size()).map(face -> looks(face, points)).collect();
    Map<Integer, Set<Integer>> identities = GlyphCharacters.merged(points, looks);
    LOG.info(
        "drawing {} characters ({} before merging look-alikes) in {} faces",
        identities.size(),
        points.length,
        faces.size());
    long merged = points.length - identities.size();
    return new Listing(
        spark.createDataFrame(drawn(context, identities.keySet()), Candidate.SCHEMA),
        true,
        merged == 0 ? Map.of() : Map.of("identities merged (characters that look alike)", merged));
  }

  private JavaRDD<Row> drawn(JavaSparkContext context, Set<Integer> points) {
    // The task takes these two, not this object.
    long drawSeed = seed;
    int drawSide = side;
    return context
        .parallelize(List.copyOf(points), Math.max(1, points.size() / CHARACTERS_A_SLICE))
        .mapPartitions(
            part -> {
              List<Integer> own = new ArrayList<>();
              part.forEachRemaining(own::add);
              return draw(own, drawSide, drawSeed).iterator();
            });
  }

  private static long[] looks(String resource, int[] points) {
    Font face = GlyphFaces.load(resource);
    GlyphPainter painter = new GlyphPainter(LOOK_SIDE);
    return Arrays.stream(points).mapToLong(point -> hash(painter.clean(face, point))).toArray();
  }

  private static List<Row> draw(List<Integer> points, int side, long seed) {
    GlyphPainter painter = new GlyphPainter(side);
    List<Row> rows = new ArrayList<>();
    List<String> faces = GlyphFaces.all();
    for (int f = 0; f < faces.size(); f++) {
      Font face = GlyphFaces.load(faces.get(f));
      String camera = GlyphFaces.camera(faces.get(f));
      for (int point : points) {
        String identity = String.format(Locale.ROOT, "U+%04X", point);
        byte[] picture = painter.degraded(face, point, seed, identity, camera);
        rows.add(
            Candidate.at(camera, point)
                .sample(identity + "/" + camera, identity)
                .camera(camera)
                .image(picture)
                .row());
      }
    }
    return rows;
  }

  private static long hash(byte[] pixels) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(pixels)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
