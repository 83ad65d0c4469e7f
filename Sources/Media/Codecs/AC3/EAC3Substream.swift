// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The start of an E-AC-3 sync frame (ETSI TS 102 366, E.1.2.2).
struct EAC3SyncFrame {
    /// Whether the frame can be decoded alone; otherwise it adds channels to the one before.
    let isIndependent: Bool
    /// substreamid.
    let identifier: UInt32
    /// Bytes of the frame.
    let length: Int
    let sampleRateCode: UInt32
    /// Audio blocks of 256 samples: 1, 2, 3 or 6.
    let blockCount: Int
    let bitstreamIdentification: UInt32
    let audioCodingMode: UInt32
    let hasLowFrequency: Bool
    /// chanmap, of a dependent substream that has one.
    let channelMap: UInt32?

    init(_ bytes: ByteBuffer) throws(CodecError) {
        var bits = BitReader(bytes)
        guard try bits.readBits(16) == 0x0B77 else { throw .invalid(field: "syncword") }
        let type = try bits.readBits(2)
        guard type != 3 else { throw .invalid(field: "strmtyp") }
        isIndependent = type != 1
        identifier = try bits.readBits(3)
        length = (Int(try bits.readBits(11)) + 1) * 2
        sampleRateCode = try bits.readBits(2)
        // Half the sample rates, with fscod2 in place of numblkscod, which the boxes of MP4 can't tell.
        guard sampleRateCode != 3 else { throw .invalid(field: "fscod") }
        blockCount = [1, 2, 3, 6][Int(try bits.readBits(2))]
        audioCodingMode = try bits.readBits(3)
        hasLowFrequency = try bits.readFlag()
        bitstreamIdentification = try bits.readBits(5)
        guard (11...16).contains(bitstreamIdentification) else { throw .invalid(field: "bsid") }
        // Dual mono has the two fields once for each channel.
        for _ in 0..<(audioCodingMode == 0 ? 2 : 1) {
            try bits.skip(5)  // dialnorm
            if try bits.readFlag() { try bits.skip(8) }  // compr
        }
        guard !isIndependent, try bits.readFlag() else {
            channelMap = nil
            return
        }
        channelMap = try bits.readBits(16)
    }
}

/// One independent substream as the EC3SpecificBox describes it (F.6.1).
struct EAC3Substream {
    let identifier: UInt32
    private let frame: EAC3SyncFrame
    private var dependents: UInt16 = 0
    /// chan_loc: which channels the dependent substreams add.
    private var locations: UInt16 = 0

    init(_ frame: EAC3SyncFrame) {
        self.frame = frame
        identifier = frame.identifier
    }

    /// Hertz.
    var sampleRate: Int { AC3Configuration.sampleRate(frame.sampleRateCode) ?? 0 }
    var blockCount: Int { frame.blockCount }

    /// Notes a dependent substream.
    mutating func add(_ dependent: EAC3SyncFrame) {
        dependents = min(15, dependents + 1)
        // chanmap counts its bits from the most significant on, chan_loc from the least.
        for (location, bit) in Self.mapBits.enumerated() where (dependent.channelMap ?? 0) >> (15 - bit) & 1 == 1 {
            locations |= 1 << UInt16(location)
        }
    }

    func write(into bytes: inout ByteBuffer) {
        // fscod, bsid, reserved, asvc and bsmod 0: "complete main".
        bytes.writeInteger(UInt8(frame.sampleRateCode << 6 | frame.bitstreamIdentification << 1))
        bytes.writeInteger(UInt8(frame.audioCodingMode << 1) | (frame.hasLowFrequency ? 1 : 0))
        bytes.writeInteger(UInt8(dependents << 1 | (dependents > 0 ? locations >> 8 : 0)))
        if dependents > 0 { bytes.writeInteger(UInt8(truncatingIfNeeded: locations)) }
    }

    /// The channels that chan_loc tells.
    static func channelCount(locations: UInt32) -> Int {
        counts.enumerated().reduce(0) { $0 + (locations >> UInt32($1.offset) & 1 == 1 ? $1.element : 0) }
    }

    /// Bits of chanmap (table E.1.4) in the order of chan_loc's (table F.6.1): Lc/Rc, Lrs/Rrs, Cs, Ts, Lsd/Rsd,
    /// Lw/Rw, Lvh/Rvh, Cvh, LFE2.
    private static let mapBits: [UInt32] = [5, 6, 7, 8, 9, 10, 11, 12, 14]
    /// Channels of each.
    private static let counts = [2, 2, 1, 1, 2, 2, 2, 1, 1]
}
