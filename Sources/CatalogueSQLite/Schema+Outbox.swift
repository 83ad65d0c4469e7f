// SPDX-License-Identifier: Apache-2.0

import GRDB

extension Schema {
    /// Notifications that wait, and those that were given up.
    static func registerOutbox(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("outbox") { try $0.execute(sql: deliveries) }
    }

    // AUTOINCREMENT: a reader goes on from the last id that it has seen, so no id may come again.
    private static let deliveries = """
        CREATE TABLE callbackDelivery (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            domain TEXT NOT NULL, application TEXT NOT NULL, stream TEXT NOT NULL, url TEXT NOT NULL,
            key TEXT NOT NULL, eventType INTEGER NOT NULL, eventTime INTEGER NOT NULL, body TEXT NOT NULL,
            attempts INTEGER NOT NULL, due INTEGER, state TEXT NOT NULL
        ) STRICT;
        CREATE INDEX callbackDeliveryByState ON callbackDelivery (state, id);
        CREATE INDEX callbackDeliveryByStream ON callbackDelivery (stream, id);
        """
}
