/** Turns pictures, tables and demo sets into a prepared data set. */
package org.histloss.dataprep;
