// SPDX-License-Identifier: Apache-2.0

/// Tells those who asked for it what happened.
package protocol Notifier: Sendable {
    /// Takes an event for delivery; returns when it has been noted, not when it has arrived.
    func notify(_ event: RecordingEvent) async
}
