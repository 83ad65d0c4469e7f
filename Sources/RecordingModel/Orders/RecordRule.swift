// SPDX-License-Identifier: Apache-2.0

package import Media

/// Has every push that it matches recorded by a template (reference: recording-api, section 7).
package struct RecordRule: Hashable, Sendable {
    /// In lower case.
    package var domain: String
    /// Empty for every app of the domain.
    package var application: String
    /// Empty for every stream.
    package var stream: String
    package var templateID: Int64
    package var created: WallTime
    package var updated: WallTime

    package init(domain: String, application: String, stream: String, templateID: Int64, created: WallTime) {
        self.domain = domain.lowercased()
        self.application = application
        self.stream = stream
        self.templateID = templateID
        self.created = created
        updated = created
    }

    /// Whether this rule speaks of a stream at all.
    package func matches(_ key: StreamKey) -> Bool {
        domain == key.domain && (application.isEmpty || application == key.application)
            && (stream.isEmpty || stream == key.stream)
    }
}
