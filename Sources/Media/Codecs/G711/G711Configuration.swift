// SPDX-License-Identifier: Apache-2.0

/// What a tag header tells of a G.711 track (ITU-T G.711), whose samples of 8 kHz have eight bits each.
package struct G711Configuration: Hashable, Sendable {
    /// How samples are companded.
    package enum Law: Hashable, Sendable {
        case aLaw
        case muLaw
    }

    package let law: Law
    /// 1 or 2.
    package let channelCount: Int

    /// Hertz.
    package static let sampleRate = 8_000

    package init(law: Law, channelCount: Int) throws(CodecError) {
        guard (1...2).contains(channelCount) else { throw .invalid(field: "SoundType") }
        self.law = law
        self.channelCount = channelCount
    }
}
