// SPDX-License-Identifier: Apache-2.0

package import RecordingModel

/// Which names a push may have (push-and-play-urls.md, section 4).
///
/// The reference says "letters, digits, symbols; no Chinese; at most 255". That is read as 1 to 255 visible
/// ASCII characters, `!` to `~`: no space, no control character, nothing beyond ASCII. An AppName may have a
/// slash, as `live/instance` does. What makes a name safe on the disk is `MediaPath`, not this.
package enum StreamNameRules {
    private static let longest = 255

    /// Why the names of a stream are refused; nil when they are not.
    package static func refusal(of key: StreamKey) -> StopCode? {
        if !isValid(key.stream) { return .streamNameInvalid }
        if !isValid(key.application) { return .applicationNameInvalid }
        // No domain of such a name can be registered, and open domains must not take it either.
        if !isValid(key.domain) { return .domainUnknown }
        return nil
    }

    private static func isValid(_ name: String) -> Bool {
        (1...longest).contains(name.utf8.count) && name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
