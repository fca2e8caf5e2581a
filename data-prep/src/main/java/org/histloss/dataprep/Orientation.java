package org.histloss.dataprep;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Set;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * How a stored picture must be turned to stand upright, from its EXIF orientation.
 *
 * @param swapped rows and columns change places, after the mirroring
 * @param mirrorX columns are stored from right to left
 * @param mirrorY rows are stored from bottom to top
 */
record Orientation(boolean swapped, boolean mirrorX, boolean mirrorY) {
  private static final Orientation UPRIGHT = new Orientation(false, false, false);
  private static final Set<String> WITH_EXIF = Set.of("jpeg", "tiff", "tif", "webp", "jpg");

  static Orientation of(ImageReader reader) throws IOException {
    if (!WITH_EXIF.contains(reader.getFormatName().toLowerCase(java.util.Locale.ROOT))) {
      return UPRIGHT;
    }
    IIOMetadata metadata = reader.getImageMetadata(0);
    if (metadata == null || !metadata.isStandardMetadataFormatSupported()) {
      return UPRIGHT;
    }
    Element tree = (Element) metadata.getAsTree(IIOMetadataFormatImpl.standardMetadataFormatName);
    NodeList found = tree.getElementsByTagName("ImageOrientation");
    return found.getLength() == 0
        ? UPRIGHT
        : named(((Element) found.item(0)).getAttribute("value"));
  }

  /** The standard metadata's names: flips, then counter-clockwise turns. */
  static Orientation named(String name) {
    return switch (name) {
      case "FlipH" -> new Orientation(false, true, false);
      case "Rotate180" -> new Orientation(false, true, true);
      case "FlipV" -> new Orientation(false, false, true);
      case "FlipVRotate90" -> new Orientation(true, false, false);
      case "Rotate270" -> new Orientation(true, false, true);
      case "FlipHRotate90" -> new Orientation(true, true, true);
      case "Rotate90" -> new Orientation(true, true, false);
      default -> UPRIGHT;
    };
  }

  BufferedImage apply(BufferedImage picture) {
    if (equals(UPRIGHT)) {
      return picture;
    }
    int w = picture.getWidth();
    int h = picture.getHeight();
    BufferedImage turned =
        new BufferedImage(swapped ? h : w, swapped ? w : h, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int toX = mirrorX ? w - 1 - x : x;
        int toY = mirrorY ? h - 1 - y : y;
        turned.setRGB(swapped ? toY : toX, swapped ? toX : toY, picture.getRGB(x, y));
      }
    }
    return turned;
  }
}
