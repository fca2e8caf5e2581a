/** What a comparison of models says; {@link org.histloss.report.ReportWriter} draws it. */
package org.histloss.report.comparison;
