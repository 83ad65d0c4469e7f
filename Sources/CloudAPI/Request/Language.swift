// SPDX-License-Identifier: Apache-2.0

/// What the messages of an answer are written in; the raw value is that of `X-TC-Language`.
package enum Language: String, Hashable, Sendable, CaseIterable {
    case chinese = "zh-CN"
    case english = "en-US"

    /// The one that is asked for; English when that is none of the two, or nothing.
    package init(asked text: String?) {
        self = text.flatMap(Language.init(rawValue:)) ?? .english
    }
}
