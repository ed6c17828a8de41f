"""Tests of `platguard standards check`: notice by git history, waivers, messages."""
