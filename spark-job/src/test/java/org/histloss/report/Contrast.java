package org.histloss.report;

import java.util.List;
import java.util.Map;

/**
 * How far the texts of a page stand out from their ground, from the styles that the browser has
 * rendered (WCAG 2.1, contrast ratio).
 *
 * @param texts elements that hold text of their own and are shown
 * @param faint those with less contrast than they need, each with its ratio
 */
record Contrast(long texts, List<String> faint) {
  /**
   * Each colour is painted on a canvas, which resolves whatever notation it has; grounds lie on one
   * another from the page upwards.
   */
  private static final String SCRIPT =
      """
      (() => {
        const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
        canvas.canvas.width = canvas.canvas.height = 1;
        const paint = colours => {
          canvas.clearRect(0, 0, 1, 1);
          for (const colour of colours) {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
          }
          return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
        };
        const luminance = rgb => {
          const [r, g, b] = rgb.map(v => v / 255)
              .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const faint = [];
        let texts = 0;
        for (const e of document.querySelectorAll('body *')) {
          const own = [...e.childNodes].some(n => n.nodeType == 3 && n.textContent.trim());
          const box = e.getBoundingClientRect();
          if (!own || box.width < 2 || box.height < 2 || e.closest('.hidden')
              || !e.checkVisibility({visibilityProperty: true})) {
            continue;
          }
          texts++;
          const grounds = [];
          for (let up = e; up; up = up.parentElement) {
            grounds.unshift(getComputedStyle(up).backgroundColor);
          }
          const style = getComputedStyle(e);
          const ground = luminance(paint(['white', ...grounds]));
          const ink = luminance(paint(['white', ...grounds, style.color]));
          const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
          const size = parseFloat(style.fontSize);
          const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
          if (ratio < (large ? 3 : 4.5)) {
            faint.push(ratio.toFixed(2) + ' ' + e.tagName + '.' + e.className + ' '
                + e.textContent.trim().slice(0, 40));
          }
        }
        return {texts, faint};
      })()
      """;

  @SuppressWarnings("unchecked")
  static Contrast of(Browser browser) {
    Map<String, Object> found = (Map<String, Object>) browser.value(SCRIPT);
    return new Contrast((Long) found.get("texts"), (List<String>) found.get("faint"));
  }
}
