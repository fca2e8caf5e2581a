package org.histloss.dataprep.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataprep.demo.Drawings.Drawn;
import org.histloss.dataprep.demo.EmojiCatalogue.Picture;
import org.histloss.dataprep.source.Candidate;
import org.histloss.dataprep.source.Listing;
import org.histloss.dataprep.source.RejectReason;
import org.histloss.dataprep.source.SampleSource;

/**
 * Emoji-8: identities are emoji, cameras are the eight vendors that draw them.
 *
 * <p>The drawings are fetched once by {@code npm pack} at pinned versions, checked, and kept in the
 * cache; so are the drawn pictures. How drawings become identities says {@link EmojiCatalogue}.
 */
public final class EmojiSource implements SampleSource {
  /** Raised whenever {@link SvgPainter} or {@link EmojiCatalogue} would give other pictures. */
  private static final int PAINTER_VERSION = 1;

  private static final int LEAST_SIDE = 64;
  private static final long ROOM_FOR_DRAWINGS = 96L << 20;
  private static final int PICTURES_A_SLICE = 256;

  private final DemoCache cache;
  private final NpmPack npm;
  private final List<EmojiPack> packs;
  private final int side;

  /**
   * The pinned drawing sets.
   *
   * @param cache local folder, or null for the default one
   * @param side the larger side of the pictures to be made; drawings have a multiple of it
   */
  public EmojiSource(String cache, int side) {
    this(cache, side, System.getenv("PATH"), EmojiPack.ALL);
  }

  EmojiSource(String cache, int side, String searchPath, List<EmojiPack> packs) {
    this.cache = new DemoCache(cache);
    this.npm = new NpmPack(searchPath);
    this.packs = packs;
    this.side = side * ((LEAST_SIDE + side - 1) / side);
  }

  @Override
  public String name() {
    return "emoji";
  }

  @Override
  public Listing list(SparkSession spark) {
    Tarballs tarballs = new Tarballs(cache, npm);
    tarballs.require(packs, Files.exists(archive()) ? 0 : ROOM_FOR_DRAWINGS);
    EmojiCatalogue catalogue =
        new EmojiCatalogue(
            packs.stream().map(pack -> IconSet.read(pack.vendor(), tarballs.file(pack))).toList());
    List<Picture> pictures = catalogue.pictures();
    List<Drawn> drawn;
    try {
      drawn = new Drawings(archive(), side).of(pictures);
    } catch (IOException e) {
      throw cache.writeFailed(ROOM_FOR_DRAWINGS, e);
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < drawn.size(); i++) {
      rows.add(row(i, pictures.get(i), drawn.get(i)));
    }
    int slices = Math.max(1, rows.size() / PICTURES_A_SLICE);
    return new Listing(
        spark.createDataFrame(
            JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, slices),
            Candidate.SCHEMA),
        true,
        catalogue.notes());
  }

  private static Row row(int position, Picture picture, Drawn drawn) {
    String id = picture.identity() + "/" + picture.vendor() + "_" + picture.name();
    Candidate candidate =
        Candidate.at(picture.vendor(), position)
            .sample(id, picture.identity())
            .camera(picture.vendor());
    return (drawn.png() == null
            ? candidate.rejected(RejectReason.UNREADABLE_PICTURE, drawn.failure())
            : candidate.image(drawn.png()))
        .row();
  }

  private Path archive() {
    StringBuilder key = new StringBuilder().append(PAINTER_VERSION);
    packs.forEach(pack -> key.append(' ').append(pack.sha256()));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(key.toString().getBytes(StandardCharsets.UTF_8));
      String name = HexFormat.of().formatHex(hash, 0, 8);
      return cache.folder().resolve("emoji-" + side + "px-" + name + ".zip");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
