package io.bsonwire.benchmarks.compare;

import java.util.List;
import java.util.Locale;

/** Writes the few shapes that the charts are made of. */
final class Svg {
    /** Distinguishable without seeing colours well. */
    static final List<String> COLOURS = List.of(
            "#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#999999", "#ee7733", "#222255",
            "#44aa99");

    private final StringBuilder text = new StringBuilder();

    Svg line(double x1, double y1, double x2, double y2, String colour, double width) {
        return add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>%n",
                x1, y1, x2, y2, colour, width);
    }

    Svg bar(double x, double y, double width, double height, String colour) {
        return add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
                x, y, width, height, colour);
    }

    Svg circle(double x, double y, double radius, String colour) {
        return add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>%n", x, y, radius, colour);
    }

    /** Text that starts, has its middle or ends at the point: anchor is start, middle or end. */
    Svg text(double x, double y, String anchor, double size, String words) {
        return add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%.0f\">%s</text>%n",
                x, y, anchor, size, escaped(words));
    }

    private Svg add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
        return this;
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The whole picture, on white. */
    String picture(double width, double height) {
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" "
                        + "font-family=\"sans-serif\" fill=\"#222222\">%n<rect width=\"%.0f\" height=\"%.0f\" fill=\"#ffffff\"/>%n%s</svg>%n",
                width,
                height,
                width,
                height,
                width,
                height,
                text);
    }
}
