"""Words for how it is made to look. An underscore joins the words of a phrase."""

STYLES: dict[str, str] = {
    "cinematic": "cinematic photorealistic realistic film_still movie hollywood blockbuster photographic photography "
    "35mm anamorphic documentary commercial natural hdr",
    "watercolour": "watercolour watercolor aquarelle gouache ink_wash water_color water_colour",
    "noir": "noir film_noir black_and_white monochrome black_white b_w silent_film high_contrast_black "
    "detective_film greyscale grayscale",
    "anime": "anime ghibli studio_ghibli manga cel_shaded cel cartoon miyazaki shinkai toon comic comic_book "
    "animated animation pixar_2d graphic_novel",
    "flat": "flat vector flat_vector minimal minimalist minimalism flat_design infographic geometric "
    "flat_illustration corporate clean_lines bauhaus scandinavian motion_graphics",
    "pixel": "pixel pixel_art 8_bit 16_bit 8bit 16bit retro_game pixelated pixelart",
    "oil": "oil oil_painting impressionist impressionism van_gogh monet painterly expressionist brushstrokes baroque "
    "renaissance romanticism oil_paint acrylic",
    "sketch": "sketch pencil_sketch charcoal line_art hand_drawn pencil_drawing storyboard_sketch graphite "
    "ink_drawing etching doodle pen_and_ink",
    "cyberpunk": "cyberpunk neon synthwave vaporwave blade_runner neon_noir retrowave tron outrun futuristic_neon "
    "hologram",
    "vintage": "vintage retro old_film sepia super_8 1950s 1970s polaroid nostalgic_film kodachrome faded analog "
    "analogue 70s 60s 80s postcard",
    "papercut": "paper_cut papercut paper_craft cut_paper paper_cutout collage origami layered_paper papercraft",
    "clay": "claymation clay stop_motion 3d pixar 3d_render plasticine soft_3d cgi isometric 3d_animation low_poly",
}
