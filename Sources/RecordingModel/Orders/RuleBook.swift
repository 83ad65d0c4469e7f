// SPDX-License-Identifier: Apache-2.0

/// Chooses among rules: the closest match alone holds (reference: recording-api, section 7).
///
/// A rule that names domain, app and stream goes before one of domain and stream, that before one of domain and app,
/// and that before one of the domain alone. A close one whose template enables no format so switches recording off.
package struct RuleBook: Hashable, Sendable {
    package var rules: [RecordRule]

    package init(_ rules: [RecordRule]) {
        self.rules = rules
    }

    /// The rule for a stream, if any matches.
    package func rule(for key: StreamKey) -> RecordRule? {
        rules.filter { $0.matches(key) }.max { $0.closeness < $1.closeness }
    }
}

extension RecordRule {
    /// The stream's name counts more than the app's.
    fileprivate var closeness: Int { (stream.isEmpty ? 0 : 2) + (application.isEmpty ? 0 : 1) }
}
