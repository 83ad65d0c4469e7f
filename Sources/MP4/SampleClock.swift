// SPDX-License-Identifier: Apache-2.0

import Media

/// Puts the packets of one track on its ticks.
///
/// Every time is converted from the file's zero on, so that rounding never adds up. Decode times grow by one tick
/// at least, as the tables demand; where the publisher's don't, the composition offset takes the difference and
/// the time at which a frame is shown stays exact.
struct SampleClock: Sendable {
    /// Ticks a second.
    let timescale: Int64
    /// The decode time of the last packet.
    private(set) var last: Int64?
    /// How long the last frame before this one took; a pause isn't a frame's length.
    private(set) var step: Int64
    /// Whether the configuration tells how long frames are.
    private var isNominal = false

    init(_ configuration: CodecConfiguration) {
        timescale = configuration.timescale
        step = configuration.typicalFrameDuration.ticks(timescale: timescale)
        note(configuration)
    }

    /// Notes a configuration, which may tell how long frames are.
    mutating func note(_ configuration: CodecConfiguration) {
        let nominal = configuration.nominalFrameDuration
        isNominal = nominal != nil
        if let nominal { step = max(1, nominal.ticks(timescale: timescale)) }
    }

    /// The packet's decode time and its composition offset.
    mutating func place(_ packet: MediaPacket, origin: MediaTime) throws(MP4Error) -> (decode: Int64, offset: Int32) {
        let wanted = max(0, (packet.decodeTime - origin).ticks(timescale: timescale))
        let decode = last.map { max(wanted, $0 + 1) } ?? wanted
        let shown = (packet.presentationTime - origin).ticks(timescale: timescale)
        guard let offset = Int32(exactly: shown - decode) else { throw .timeTooLarge }
        if let last {
            guard decode - last <= Int64(UInt32.max) else { throw .timeTooLarge }
            if !isNominal, decode - last <= timescale { step = decode - last }
        }
        last = decode
        return (decode, offset)
    }
}

extension CodecConfiguration {
    /// Ticks a second of a track that begins with this configuration.
    ///
    /// RTMP's milliseconds are exact in each of them: the sample rate of audio, which players like best, where
    /// that is so many thousands, and else 90 kHz.
    fileprivate var timescale: Int64 {
        guard let rate = sampleRate, rate > 0, rate % 1_000 == 0 else { return 90_000 }
        return Int64(rate)
    }

    /// What a lone frame of unknown length is taken to last.
    fileprivate var typicalFrameDuration: MediaTime { kind == .video ? .milliseconds(40) : .milliseconds(20) }
}
