/** One class per input layout: each lists candidates, and none decodes or judges a picture. */
package org.histloss.dataprep.source;
