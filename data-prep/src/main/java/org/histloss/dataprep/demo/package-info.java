/**
 * Demo data that a fresh machine can make for itself: emoji of eight vendors, glyphs of 32 fonts.
 */
package org.histloss.dataprep.demo;
