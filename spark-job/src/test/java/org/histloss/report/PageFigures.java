package org.histloss.report;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The charts of a page, as a browser finds them there. */
final class PageFigures {
  private static final Pattern FIGURE =
      Pattern.compile("(?s)<figure class=\"card\">.*?<h3>(.*?)</h3>(.*?)</figure>");
  private static final Pattern SOURCE =
      Pattern.compile("<source media=\"([^\"]*)\" srcset=\"data:image/png;base64,([^\"]*)\"");
  private static final Pattern IMAGE =
      Pattern.compile("<img src=\"data:image/png;base64,([^\"]*)\"");

  private PageFigures() {}

  /**
   * One picture of a chart.
   *
   * @param narrow for telephones
   * @param palette of the screens that it is for
   * @param png the picture
   */
  record Variant(boolean narrow, Palette palette, byte[] png) {

    /** As a reader of a failed test wants to know it. */
    @Override
    public String toString() {
      return (narrow ? "narrow " : "wide ") + palette;
    }
  }

  /** All pictures of each chart by the chart's heading. */
  static Map<String, List<Variant>> of(String page) {
    Map<String, List<Variant>> figures = new LinkedHashMap<>();
    Matcher figure = FIGURE.matcher(page);
    while (figure.find()) {
      figures.put(figure.group(1), variants(figure.group(2)));
    }
    return figures;
  }

  private static List<Variant> variants(String figure) {
    List<Variant> variants = new ArrayList<>();
    Matcher source = SOURCE.matcher(figure);
    while (source.find()) {
      String media = source.group(1);
      Palette palette = media.contains("scheme: dark") ? Palette.DARK : Palette.LIGHT;
      variants.add(new Variant(media.contains("max-width"), palette, decoded(source.group(2))));
    }
    Matcher image = IMAGE.matcher(figure);
    while (image.find()) {
      variants.add(new Variant(false, Palette.LIGHT, decoded(image.group(1))));
    }
    return variants;
  }

  private static byte[] decoded(String base64) {
    return Base64.getDecoder().decode(base64);
  }
}
