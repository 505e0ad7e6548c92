import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

// By these it would end with the first page that is closed: they are for functions, which open one.
const OF_FUNCTIONS = ['--single-process', '--no-zygote'];

/** A Chromium that npm brought along; it unpacks itself into the temporary folder. */
export const startChromium = async (): Promise<Browser> =>
  playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((argument) => !OF_FUNCTIONS.includes(argument)),
  });
