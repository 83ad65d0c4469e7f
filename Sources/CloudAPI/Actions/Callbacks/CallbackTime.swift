// SPDX-License-Identifier: Apache-2.0

package import Media

/// A time of DescribeCallbackRecordsList, which answers in the form in which it was asked.
package struct CallbackTime: Hashable, Sendable {
    /// How a time is written.
    package enum Form: Hashable, Sendable {
        /// `2018-12-29T19:00:00Z`.
        case utc
        /// `2018-12-30T03:00:00+08:00`, the official example's.
        case beijing
        /// `2018-12-30 03:00:00`, in Beijing.
        case spaced
    }

    package var time: WallTime
    package var form: Form

    /// Nil for what is no time.
    package init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        if parts.count == 2, let time = APITime.time("\(parts[0])T\(parts[1])+08:00") {
            (self.time, form) = (time, .spaced)
        } else if let time = APITime.time(text) {
            (self.time, form) = (time, text.hasSuffix("Z") ? .utc : .beijing)
        } else {
            return nil
        }
    }
}

extension CallbackTime.Form {
    /// An instant in this form.
    package func text(_ time: WallTime) -> String {
        let beijing = CivilTime(time, offset: CivilTime.beijingOffset)
        return switch self {
        case .utc: APITime.text(time)
        case .beijing: "\(beijing.iso8601Seconds.dropLast())+08:00"
        case .spaced: beijing.spaced
        }
    }
}
