package org.histloss.dataprep.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.histloss.dataprep.demo.EmojiCatalogue.Picture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws pictures on all cores of this machine, or takes them from an archive in the cache that an
 * earlier run has left.
 *
 * <p>The archive's name holds a key over everything that the drawings depend on; it is written
 * under another name and moved to its place when complete.
 */
final class Drawings {
  private static final Logger LOG = LoggerFactory.getLogger(Drawings.class);
  private static final int REPORT_EACH = 1000;
  private static final String FAILED = ".failed";

  private final Path archive;
  private final int side;

  /** Drawings of side × side pixels, kept in {@code archive}. */
  Drawings(Path archive, int side) {
    this.archive = archive;
    this.side = side;
  }

  /**
   * A drawn picture.
   *
   * @param png null when it could not be drawn
   * @param failure why not, or null
   */
  record Drawn(byte[] png, String failure) {}

  /** Draws {@code pictures}, or finds them drawn; in the same order. */
  List<Drawn> of(List<Picture> pictures) throws IOException {
    List<Drawn> kept = load(pictures);
    if (kept != null) {
      LOG.info("{} emoji drawings taken from {}", kept.size(), archive);
      return kept;
    }
    LOG.info("drawing {} emoji at {}×{}", pictures.size(), side, side);
    AtomicInteger done = new AtomicInteger();
    List<Drawn> drawn =
        pictures.parallelStream()
            .map(
                picture -> {
                  Drawn one = draw(picture);
                  int count = done.incrementAndGet();
                  if (count % REPORT_EACH == 0) {
                    LOG.info("drew {} of {} emoji", count, pictures.size());
                  }
                  return one;
                })
            .toList();
    save(pictures, drawn);
    return drawn;
  }

  private Drawn draw(Picture picture) {
    try {
      return new Drawn(new SvgPainter(side).draw(picture.svg()), null);
    } catch (IOException e) {
      return new Drawn(null, e.getMessage());
    }
  }

  /** Null unless the archive holds every picture. */
  private List<Drawn> load(List<Picture> pictures) {
    if (!Files.isRegularFile(archive)) {
      return null;
    }
    Map<String, Drawn> found = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        byte[] content = zip.readAllBytes();
        String name = e.getName();
        if (name.endsWith(FAILED)) {
          String failure = new String(content, StandardCharsets.UTF_8);
          found.put(name.substring(0, name.length() - FAILED.length()), new Drawn(null, failure));
        } else {
          found.put(name, new Drawn(content, null));
        }
      }
    } catch (IOException e) {
      LOG.warn("{} can't be read and is drawn again: {}", archive, e.getMessage());
      return null;
    }
    List<Drawn> drawn = pictures.stream().map(p -> found.get(entry(p))).toList();
    return drawn.contains(null) ? null : drawn;
  }

  private void save(List<Picture> pictures, List<Drawn> drawn) throws IOException {
    Path temporary = Files.createTempFile(archive.getParent(), "drawing-", ".tmp");
    try {
      try (OutputStream out = Files.newOutputStream(temporary);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        zip.setLevel(0);
        for (int i = 0; i < drawn.size(); i++) {
          Drawn one = drawn.get(i);
          String name = entry(pictures.get(i));
          zip.putNextEntry(new ZipEntry(one.png() == null ? name + FAILED : name));
          zip.write(one.png() == null ? one.failure().getBytes(StandardCharsets.UTF_8) : one.png());
          zip.closeEntry();
        }
      }
      Files.move(
          temporary, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static String entry(Picture picture) {
    return picture.identity() + "/" + picture.vendor() + "_" + picture.name() + ".png";
  }
}
