// SPDX-License-Identifier: Apache-2.0

/// The part of the catalogue that changes recording templates.
package protocol RecordTemplates: Sendable {
    /// Changes the template of this number, with nothing in between reading and writing it.
    /// - Returns: false when there is none.
    func changeRecordTemplate(
        id: Int64, _ change: @escaping @Sendable (inout RecordTemplate) -> Void
    ) async throws -> Bool
    /// Forgets the template of this number, unless a rule is bound to it.
    func deleteRecordTemplate(id: Int64) async throws -> TemplateDeletion
}

/// What became of the wish to forget a template.
package enum TemplateDeletion: Hashable, Sendable {
    case deleted
    case unknown
    /// A rule is bound to it.
    case inUse
}
