// SPDX-License-Identifier: Apache-2.0

/// The part of the catalogue that lists and changes callback templates and rules.
package protocol CallbackDirectory: Sendable {
    /// Every template, by number.
    func callbackTemplates() async throws -> [CallbackTemplate]
    /// Changes a template in one step; what `change` throws comes back, and nothing is changed.
    /// - Returns: false when there is no such template.
    func modifyCallbackTemplate(
        id: Int64, _ change: @escaping @Sendable (inout CallbackTemplate) throws -> Void
    ) async throws -> Bool
    /// Forgets a template unless a rule needs it.
    func deleteCallbackTemplate(id: Int64) async throws -> CallbackTemplateDeletion
    /// Every rule, by domain and app.
    func callbackRules() async throws -> [CallbackRule]
    /// Forgets the rule of exactly this domain and app.
    /// - Returns: false when there was none.
    func deleteCallbackRule(domain: String, application: String) async throws -> Bool
}

/// What came of the wish to delete a callback template.
package enum CallbackTemplateDeletion: Hashable, Sendable {
    case deleted
    /// There is no such template.
    case unknown
    /// A rule binds it.
    case inUse
}
