// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

extension MP4File {
    /// Memory that a box may take: the tables of some days, and a fragment's.
    private static let largestMovie: Int64 = 1 << 30
    private static let largestFragment: Int64 = 1 << 26

    /// Reads all boxes of a file but the media in them.
    ///
    /// Memory grows with the tables and nothing else.
    package init(_ source: some ByteSource) {
        var reading = Reading()
        do throws(MP4Fault) {
            try reading.walk(source)
        } catch {
            reading.note(error)
        }
        reading.finish()
        self = reading.file
    }

    /// The state of a walk over the boxes of a file.
    private struct Reading {
        var file = MP4File()
        private var hasMovie = false
        private var media = MediaRanges()
        private var fragments = FragmentReader()
        /// Where the last `moof` is and each track's count of samples before it, until its `mdat` is whole.
        private var pending: (offset: Int64, counts: [Int])?

        mutating func note(_ fault: MP4Fault) { file.note(fault) }

        mutating func walk(_ source: some ByteSource) throws(MP4Fault) {
            var offset: Int64 = 0
            while offset < source.byteCount {
                let header = try BoxHeader(at: offset, of: source)
                guard header.end <= source.byteCount else { throw header.fault(.truncated) }
                try read(header, of: source)
                offset = header.end
            }
            if !hasMovie { throw MP4Fault(box: "moov", offset: 0, reason: .missing) }
        }

        private mutating func read(_ header: BoxHeader, of source: some ByteSource) throws(MP4Fault) {
            switch header.type {
            case "ftyp", "styp":
                let box = try header.box(of: source, limit: 4_096)
                guard header.type == "ftyp" else { return }
                if file.majorBrand != nil { note(box.fault(.duplicate)) }
                try readBrands(box)
            case "moov":
                // A file that was cut off just before its last patch has both its movies; the first one counts.
                guard !hasMovie else { return note(header.fault(.duplicate)) }
                try readMovie(try header.box(of: source, limit: MP4File.largestMovie))
                hasMovie = true
            case "moof":
                let box = try header.box(of: source, limit: MP4File.largestFragment)
                guard hasMovie else { throw MP4Fault(box: "moov", offset: header.offset, reason: .missing) }
                guard file.isFragmented else { return note(box.invalid("mvex")) }
                dropPending()
                pending = (box.offset, file.tracks.map(\.samples.count))
                try fragments.read(box, into: &file, ranges: &media)
            case "mdat":
                media.add(media: header.payloadOffset..<header.end)
                if pending != nil { file.fragmentCount += 1 }
                pending = nil
            case _:
                break
            }
        }

        private mutating func readBrands(_ box: Box) throws(MP4Fault) {
            var box = box
            file.majorBrand = FourCC(rawValue: try box.read())
            _ = try box.read(UInt32.self)
            var brands = box.remaining
            while let brand = brands.readInteger(as: UInt32.self) {
                file.compatibleBrands.append(FourCC(rawValue: brand))
            }
            if brands.readableBytes > 0 { note(box.fault(.truncated)) }
        }

        private mutating func readMovie(_ box: Box) throws(MP4Fault) {
            let movie = try MovieReader(box)
            file.timescale = movie.timescale
            file.duration = movie.duration
            file.isFragmented = movie.isFragmented
            file.tracks = movie.tracks
            for fault in movie.faults { note(fault) }
            for range in movie.chunks { media.add(samples: range, of: box) }
        }

        /// Forgets the samples of a fragment whose `mdat` never came.
        private mutating func dropPending() {
            guard let pending else { return }
            for (index, count) in pending.counts.enumerated() {
                file.tracks[index].samples.removeLast(file.tracks[index].samples.count - count)
            }
            media.dropSamples(ofBoxAt: pending.offset)
            self.pending = nil
        }

        mutating func finish() {
            if let pending { note(MP4Fault(box: "mdat", offset: pending.offset, reason: .missing)) }
            dropPending()
            for fault in media.faults() { note(fault) }
        }
    }
}

/// The header of a box at the top level of a file (ISO/IEC 14496-12, 4.2).
struct BoxHeader {
    let type: FourCC
    let offset: Int64
    let payloadOffset: Int64
    let end: Int64

    init(at offset: Int64, of source: any ByteSource) throws(MP4Fault) {
        let available = source.byteCount - offset
        let unknown = MP4Fault(box: FourCC(rawValue: 0), offset: offset, reason: .truncated)
        guard available >= 8 else { throw unknown }
        guard var bytes = source.read(at: offset, count: Int(min(16, available))),
            let (size, type) = bytes.readMultipleIntegers(as: (UInt32, UInt32).self)
        else { throw MP4Fault(box: FourCC(rawValue: 0), offset: offset, reason: .unreadable) }
        self.type = FourCC(rawValue: type)
        self.offset = offset
        let (length, headerSize): (Int64, Int64)
        switch size {
        case 0:  // to the end of the file
            (length, headerSize) = (available, 8)
        case 1:
            guard let large = bytes.readInteger(as: Int64.self) else { throw unknown }
            (length, headerSize) = (large, 16)
        case _:
            (length, headerSize) = (Int64(size), 8)
        }
        guard length >= headerSize else {
            throw MP4Fault(box: self.type, offset: offset, reason: .invalid(field: "size"))
        }
        let (end, isTooLarge) = offset.addingReportingOverflow(length)
        guard !isTooLarge else { throw MP4Fault(box: self.type, offset: offset, reason: .invalid(field: "size")) }
        self.end = end
        payloadOffset = offset + headerSize
    }

    func fault(_ reason: MP4Fault.Reason) -> MP4Fault { MP4Fault(box: type, offset: offset, reason: reason) }

    /// The box in memory, when it isn't larger than `limit`.
    func box(of source: any ByteSource, limit: Int64) throws(MP4Fault) -> Box {
        guard end - offset <= limit else { throw fault(.tooLarge) }
        guard let payload = source.read(at: payloadOffset, count: Int(end - payloadOffset)) else {
            throw fault(.unreadable)
        }
        return Box(type: type, offset: offset, headerSize: Int(payloadOffset - offset), payload: payload)
    }
}
