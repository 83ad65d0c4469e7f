// SPDX-License-Identifier: Apache-2.0

/// Which stream is meant: the triple that pushes, orders and rules have in common.
package struct StreamKey: Hashable, Sendable, Codable {
    /// The push domain, in lower case.
    package var domain: String
    /// AppName, the push path.
    package var application: String
    /// StreamName.
    package var stream: String

    package init(domain: String, application: String, stream: String) {
        self.domain = domain.lowercased()
        self.application = application
        self.stream = stream
    }
}

extension StreamKey: CustomStringConvertible {
    package var description: String { "\(domain)/\(application)/\(stream)" }
}
