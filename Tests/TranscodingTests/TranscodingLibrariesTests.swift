// SPDX-License-Identifier: Apache-2.0

import RecordingModel
import Testing
import Transcoding

@Suite("Transcoding libraries")
struct TranscodingLibrariesTests {
    @Test("libraries that aren't there are named, not fatal")
    func missing() {
        #expect(throws: TranscodingError.libraryMissing("libnothing.so.0, libnothing.so.1")) {
            try TranscodingLibraries(lameNames: ["libnothing.so.0", "libnothing.so.1"])
        }
        #expect(throws: TranscodingError.libraryMissing("libavnothing.so.59")) {
            try TranscodingLibraries(codecNames: ["libavnothing.so.59"])
        }
    }

    @Test("a library without the functions is as good as none")
    func other() {
        #expect(throws: TranscodingError.libraryMissing("libc.so.6")) {
            try TranscodingLibraries(codecNames: ["libc.so.6"])
        }
        #expect(throws: TranscodingError.libraryMissing("libc.so.6")) {
            try TranscodingLibraries(lameNames: ["libc.so.6"])
        }
    }
}
