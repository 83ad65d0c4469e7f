// SPDX-License-Identifier: Apache-2.0

// An audio decoder of libavcodec and the encoder of libmp3lame, both loaded at run time.
//
// Nothing here needs their headers or links them: a program with this code runs where they are missing. Functions
// that fail return a negative number or NULL; none prints, keeps state of its own or is safe to call for one object
// from two threads at once. What a library handle holds is never changed after loading and may be shared.

#ifndef CTRANSCODING_H
#define CTRANSCODING_H

#include <stddef.h>
#include <stdint.h>

// libavcodec with the libavutil that it was built with.
typedef struct transcoding_codecs transcoding_codecs;

// Loads libavcodec by a file name that the dynamic loader knows; never unloaded. NULL where there is none, or one
// of a version whose structures aren't known here.
transcoding_codecs *transcoding_codecs_load(const char *name);

typedef struct transcoding_decoder transcoding_decoder;

// The decoder of a name ("aac", "opus") for a stream with this configuration (AudioSpecificConfig, OpusHead).
// NULL where the library has no such decoder, or it refuses the configuration.
transcoding_decoder *transcoding_decoder_open(
    const transcoding_codecs *codecs, const char *name, const uint8_t *configuration, size_t count);
void transcoding_decoder_close(transcoding_decoder *decoder);

// Gives one access unit to the decoder; no bytes mean the end of the stream. 0, or negative if it was refused.
int transcoding_decoder_send(transcoding_decoder *decoder, const uint8_t *bytes, size_t count);

// Samples that the decoder puts out, one plane a channel; they are its own until the next call.
typedef struct {
    int sample_rate;
    int sample_count;
    // 1 to 8.
    int channel_count;
    const float *planes[8];
} transcoding_samples;

// Takes samples out: 1 when there are some, 0 when it wants more bytes or has ended, negative for an error.
int transcoding_decoder_receive(transcoding_decoder *decoder, transcoding_samples *samples);

// libmp3lame.
typedef struct transcoding_lame transcoding_lame;

// Loads libmp3lame by a file name that the dynamic loader knows; never unloaded. NULL where there is none.
transcoding_lame *transcoding_lame_load(const char *name);

typedef struct transcoding_encoder transcoding_encoder;

// An encoder of constant bit rate (kilobits a second) without bit reservoir and without a Xing frame.
// One channel is mono, two are joint stereo. NULL where the library refuses the combination.
transcoding_encoder *transcoding_encoder_open(
    const transcoding_lame *lame, int input_rate, int output_rate, int channel_count, int bit_rate);
void transcoding_encoder_close(transcoding_encoder *encoder);

// Bytes that encoding `sample_count` samples, or flushing (0), may at most put out.
size_t transcoding_encoder_capacity(int sample_count);

// Encodes samples (-1 to 1) of both channels, of which mono reads the left; returns the count of bytes put out.
int transcoding_encoder_encode(
    transcoding_encoder *encoder, const float *left, const float *right, int sample_count, uint8_t *bytes,
    size_t capacity);

// Fills the last frame with silence and puts out what is left; only closing may follow.
int transcoding_encoder_flush(transcoding_encoder *encoder, uint8_t *bytes, size_t capacity);

#endif
