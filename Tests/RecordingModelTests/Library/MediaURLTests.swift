// SPDX-License-Identifier: Apache-2.0

import RecordingModel
import Testing

@Suite struct MediaURLTests {
    @Test(
        "percent-encodes the path and nothing of the base",
        arguments: [
            ("http://127.0.0.1:8080", "live/room42/index.m3u8", "http://127.0.0.1:8080/media/live/room42/index.m3u8"),
            ("http://media.example.org/", "a.flv", "http://media.example.org/media/a.flv"),
            ("https://example.org/aircheck", "a-b_c~d.flv", "https://example.org/aircheck/media/a-b_c~d.flv"),
            ("http://h", "room 42?#%.flv", "http://h/media/room%2042%3F%23%25.flv"),
            ("http://h", "%E4/é+&=.flv", "http://h/media/%25E4/%C3%A9%2B%26%3D.flv"),
            ("http://h", "a\u{01}\u{0F}b", "http://h/media/a%01%0Fb"),
        ])
    func encoding(base: String, path: String, text: String) {
        #expect(MediaURL(base: base, path: path).text == text)
    }
}
