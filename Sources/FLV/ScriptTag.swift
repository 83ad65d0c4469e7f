// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The onMetaData of a recorded file (FLV 10.1, E.5), of a size that doesn't change while the values do.
///
/// It stands before the tags it describes and is written over at the end. So it fills its place to the byte,
/// with an array that means nothing; that is why it is laid out here and not by an AMF encoder. The filling is
/// no string because players refuse strings of more than about a kilobyte, and show the others as tags.
struct ScriptTag {
    /// Values of the video track.
    struct Video {
        /// CodecID, or the number that a FourCC makes.
        var codec: Double
        var width: Double?
        var height: Double?
        var frameRate: Double
        var dataRate: Double
    }

    /// Values of the audio track.
    struct Audio {
        /// SoundFormat, or the number that a FourCC makes.
        var codec: Double
        var sampleRate: Double
        var isStereo: Bool
        var dataRate: Double
    }

    /// Seconds.
    var duration: Double = 0
    /// Bytes.
    var fileSize: Int64 = 0
    /// Seconds.
    var lastTimestamp: Double = 0
    var video: Video?
    var audio: Audio?

    /// Room for every property but the entries of the index.
    private static let propertiesLength = 512
    /// A number's marker and its eight bytes.
    private static let numberLength = 9

    /// Bytes of a body with room for an index of `capacity` keyframes.
    static func length(indexCapacity capacity: Int) -> Int {
        propertiesLength + capacity * 2 * numberLength
    }

    /// How many keyframes a body of so many bytes has room for; nil of a body that isn't of this layout.
    static func indexCapacity(length: Int) -> Int? {
        let (capacity, rest) = (length - propertiesLength).quotientAndRemainder(dividingBy: 2 * numberLength)
        return capacity >= 0 && rest == 0 && length >= propertiesLength ? capacity : nil
    }

    /// Writes the tag's body: `length(indexCapacity:)` bytes, whatever it holds.
    func write(index: KeyframeIndex, into bytes: inout ByteBuffer) {
        let end = bytes.writerIndex + Self.length(indexCapacity: index.capacity)
        bytes.writeInteger(2 as UInt8)  // string
        bytes.writeScriptString("onMetaData")
        bytes.writeInteger(8 as UInt8)  // ECMA array
        let countIndex = bytes.writerIndex
        bytes.writeInteger(0 as UInt32)
        var count: UInt32 = 4  // what is always there: three numbers, and the array that fills
        bytes.writeScriptProperty("duration", duration)
        bytes.writeScriptProperty("filesize", Double(fileSize))
        bytes.writeScriptProperty("lasttimestamp", lastTimestamp)
        if let video { count += video.write(into: &bytes) }
        if let audio { count += audio.write(into: &bytes) }
        // ffmpeg warns of an index with a single entry, which helps nobody to seek.
        if index.entries.count > 1 { count += index.write(into: &bytes) }
        bytes.setInteger(count, at: countIndex)
        // The array's name, marker and count, and the end of the whole, take their bytes in any case.
        let free = end - bytes.writerIndex - (2 + 6 + 1 + 4) - 3
        let (numbers, nulls) = free.quotientAndRemainder(dividingBy: Self.numberLength)
        bytes.writeScriptArray("spacer", count: numbers + nulls) { index in index < numbers ? 0 : nil }
        bytes.writeScriptObjectEnd()
    }
}

extension ScriptTag.Video {
    /// Writes the properties and returns how many they are.
    fileprivate func write(into bytes: inout ByteBuffer) -> UInt32 {
        bytes.writeScriptProperty("videocodecid", codec)
        bytes.writeScriptProperty("videodatarate", dataRate)
        bytes.writeScriptProperty("framerate", frameRate)
        guard let width, let height else { return 3 }
        bytes.writeScriptProperty("width", width)
        bytes.writeScriptProperty("height", height)
        return 5
    }
}

extension ScriptTag.Audio {
    /// Writes the properties and returns how many they are.
    fileprivate func write(into bytes: inout ByteBuffer) -> UInt32 {
        bytes.writeScriptProperty("audiocodecid", codec)
        bytes.writeScriptProperty("audiodatarate", dataRate)
        bytes.writeScriptProperty("audiosamplerate", sampleRate)
        bytes.writeScriptString("stereo")
        bytes.writeMultipleIntegers(1 as UInt8, (isStereo ? 1 : 0) as UInt8)
        return 4
    }
}

extension KeyframeIndex {
    /// Writes the `keyframes` property that seeking players look for, and returns 1.
    fileprivate func write(into bytes: inout ByteBuffer) -> UInt32 {
        bytes.writeScriptString("keyframes")
        bytes.writeInteger(3 as UInt8)  // object
        bytes.writeScriptArray("filepositions", count: entries.count) { Double(entries[$0].position) }
        bytes.writeScriptArray("times", count: entries.count) { Double(entries[$0].time) / 1_000 }
        bytes.writeScriptObjectEnd()
        return 1
    }
}

extension ByteBuffer {
    /// A string after its length of 16 bits, as a property's name; values have a type marker before it.
    fileprivate mutating func writeScriptString(_ string: String) {
        self.writeInteger(UInt16(string.utf8.count))
        self.writeString(string)
    }

    /// A number, or where there is none the single byte of a null.
    fileprivate mutating func writeScriptNumber(_ number: Double?) {
        if let number {
            self.writeMultipleIntegers(0 as UInt8, number.bitPattern)
        } else {
            self.writeInteger(5 as UInt8)
        }
    }

    fileprivate mutating func writeScriptProperty(_ name: String, _ number: Double) {
        self.writeScriptString(name)
        self.writeScriptNumber(number)
    }

    fileprivate mutating func writeScriptArray(_ name: String, count: Int, number: (Int) -> Double?) {
        self.writeScriptString(name)
        self.writeMultipleIntegers(10 as UInt8, UInt32(count))  // strict array
        for index in 0..<count { self.writeScriptNumber(number(index)) }
    }

    fileprivate mutating func writeScriptObjectEnd() {
        self.writeMultipleIntegers(0 as UInt16, 9 as UInt8)
    }
}
