/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.take;

import dev.tandem.salesforce.client.rest.UserPermissions;
import dev.tandem.salesforce.sink.write.row.Effects;
import dev.tandem.salesforce.sink.write.row.TableContext;
import dev.tandem.salesforce.sink.write.row.WriteLogEntry;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.AnswerRule;
import dev.tandem.twoway.rule.RowDecision;
import dev.tandem.twoway.rule.Taken;
import dev.tandem.twoway.state.RowChange;
import dev.tandem.twoway.state.RowChange.Wake;
import dev.tandem.twoway.state.StoredRow;
import java.sql.SQLException;
import java.util.List;

/** The step that ends requests whose records were not found, but may only be out of the user's sight. */
public final class HiddenRecords {
    private final TableContext context;

    public HiddenRecords(TableContext context) {
        this.context = context;
    }

    /** Lets the rows rest, and brings deleted ones back. Returns the requests whose rows someone else holds. */
    public List<Taken> letRest(List<Taken> hidden) throws SQLException {
        return context.rows()
                .run(context.table(), hidden, taken -> taken.row().key(), this::endRequest)
                .locked();
    }

    private void endRequest(Taken taken, StoredRow stored, long now, Effects<Void> effects) {
        if (stored == null || !isAsItWas(stored.row(), taken)) {
            return;
        }
        String message = message(taken.request().kind());
        RowDecision decision = AnswerRule.letRest(stored.row(), taken);
        effects.log(new WriteLogEntry(stored.row(), taken.request(), WriteLogEntry.State.FAILED, message));
        effects.lose(decision.row(), decision.lost(), taken.id());
        Wake wake = decision.wakesWriteBack() ? Wake.NOW : Wake.AFTER_NEXT_CHANGE;
        effects.write(new RowChange(stored, decision.row(), wake, message));
        if (decision.wakesWriteBack()) {
            context.wake(taken.row().key());
        }
    }

    /** Returns whether neither an answer nor a change has come since the look. Otherwise the next look decides. */
    private static boolean isAsItWas(TwoWayRow row, Taken taken) {
        return taken.isOpenOn(row)
                && row.request().isAnswered() == taken.request().isAnswered()
                && row.version() == taken.row().version();
    }

    private String message(RequestKind kind) {
        return "Failed to find the record of the row: it may be deleted, or the user of the app may not see it. "
                + UserPermissions.remedy(context.table().object())
                + (kind == RequestKind.DELETE ? " Then delete the row again." : " Then call tandem.requeue.");
    }
}
