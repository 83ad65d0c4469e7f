// SPDX-License-Identifier: Apache-2.0

/// The part of the catalogue that knows which streams are recorded without an order.
package protocol RecordRules: Sendable {
    /// Binds a template to domain, app and stream; at most `quota` rules are kept.
    func insert(_ rule: RecordRule, quota: Int) async throws -> RuleInsertion
    /// Forgets the rule of exactly this domain, app and stream; empty names are names too.
    /// - Returns: whether there was one.
    func deleteRecordRule(domain: String, application: String, stream: String) async throws -> Bool
    /// Every rule, by domain, app and stream.
    func recordRules() async throws -> [RecordRule]
    /// The rule that holds for a stream: see `RuleBook`.
    func recordRule(for key: StreamKey) async throws -> RecordRule?
}

/// What became of a new rule.
package enum RuleInsertion: Hashable, Sendable {
    case inserted
    /// There is a rule for this domain, app and stream.
    case taken
    case noTemplate
    case quotaReached
}
