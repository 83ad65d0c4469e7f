// SPDX-License-Identifier: Apache-2.0

/// Writes what happened into the catalogue, and what is announced of it with it.
///
/// A stream must not end because the catalogue fails: what can't be written is written later, in its order.
package protocol FactWriter: Sendable {
    /// Carries out a change of the catalogue that writes these announcements.
    /// - Returns: whether it is durable; else it may become so later, or be lost.
    func write(
        announcing announcements: [Announcement],
        _ change: @escaping @Sendable (any Catalogue, [Announcement]) async throws -> Void
    ) async -> Bool
}
