// SPDX-License-Identifier: Apache-2.0

/// A product of the API; the raw value is its name in the credential scope.
package enum Service: String, Hashable, Sendable, CaseIterable {
    case live
    case vod

    /// The only version of it that there is: `X-TC-Version`.
    package var version: String {
        switch self {
        case .live: "2018-08-01"
        case .vod: "2018-07-17"
        }
    }
}
