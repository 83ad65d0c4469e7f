// SPDX-License-Identifier: Apache-2.0

package import Media

/// What a derived key is good for: a day and a service.
package struct CredentialScope: Hashable, Sendable {
    /// The UTC day, `2026-11-23`.
    package var date: String
    package var service: String

    /// What the third part of every scope is.
    package static let terminator = "tc3_request"

    package init(date: String, service: String) {
        self.date = date
        self.service = service
    }

    /// The UTC day of an instant.
    package static func date(of time: WallTime) -> String {
        let civil = CivilTime(time)
        return "\(civil.year.padded(to: 4))-\(civil.month.padded(to: 2))-\(civil.day.padded(to: 2))"
    }
}

extension CredentialScope: CustomStringConvertible {
    /// `2026-11-23/live/tc3_request`, the third line of the string to sign.
    package var description: String { "\(date)/\(service)/\(Self.terminator)" }
}
